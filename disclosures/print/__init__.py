"""Paper and loudspeaker: the A4 sheet, its code to scan, the script to read aloud and its voice."""
