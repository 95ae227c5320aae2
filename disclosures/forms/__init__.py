"""Forms: what people type, turned into plain values or into sentences that say what to mend."""
