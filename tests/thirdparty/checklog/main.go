// Checklog judges a log with golang.org/x/mod/sumdb, which knows nothing of this portal: the
// checkpoint's signature, every tile, every entry, proofs, and any older checkpoint.
//
// Usage: checklog LOG KEYS [CHECKPOINT...]
//
// LOG is a folder or an http address with checkpoint, tile/ and, where there are any, proofs; KEYS
// a file with one verifier key a line; each CHECKPOINT one that somebody kept. Paths of tiles are
// those of C2SP tlog-tiles. Exit code 0 only if everything holds.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
	// So many entries have their proof checked one by one.
	proofs = 40
)

// must ends the judging at the first thing that does not hold; main tells which.
func must[T any](value T, err error) T {
	need(err == nil, "%v", err)
	return value
}

func need(holds bool, words string, values ...any) {
	if !holds {
		panic(fmt.Errorf(words, values...))
	}
}

// A source is where a log lies.
type source string

func (at source) isWeb() bool {
	return strings.HasPrefix(string(at), "http://") || strings.HasPrefix(string(at), "https://")
}

// read returns the bytes at a path below the log's address.
func (at source) read(path string) ([]byte, error) {
	if !at.isWeb() {
		return os.ReadFile(filepath.Join(string(at), filepath.FromSlash(path)))
	}
	answer, err := http.Get(string(at) + "/" + path)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

// tileOf is tile n of a level that has so many hashes; level -1 are the entries.
func tileOf(level int, n, total int64) tlog.Tile {
	tile := tlog.Tile{H: height, L: level, N: n, W: width}
	if total-n*width < width {
		tile.W = int(total - n*width)
	}
	return tile
}

// path is where tlog-tiles has a tile: Go puts its height, 8, into it, and calls bundles data.
func path(tile tlog.Tile) string {
	if tile.L < 0 {
		return "tile/entries" + strings.TrimPrefix(tile.Path(), "tile/8/data")
	}
	return "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
}

// Hashes are those of all complete subtrees, in the order of tlog.StoredHashIndex.
type hashes []tlog.Hash

func (known hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		found[i] = known[index]
	}
	return found, nil
}

// checkpoint opens a note signed by the key that its first line names.
func checkpoint(signed []byte, keys string) (string, tlog.Tree) {
	origin, _, _ := strings.Cut(string(signed), "\n")
	for _, key := range strings.Fields(keys) {
		if strings.HasPrefix(key, origin+"+") {
			verifiers := note.VerifierList(must(note.NewVerifier(key)))
			lines := strings.Split(must(note.Open(signed, verifiers)).Text, "\n")
			need(len(lines) == 4, "the checkpoint has %d lines", len(lines)-1)
			size := must(strconv.ParseInt(lines[1], 10, 64))
			need(size > 0, "a log is never signed empty")
			return origin, tlog.Tree{N: size, Hash: must(tlog.ParseHash(lines[2]))}
		}
	}
	panic(fmt.Errorf("no key is known for %q", origin))
}

// readEntries hashes every entry of every bundle; the tree over them is made from nothing else.
// (The package's TileHashReader is not used: up to Go 1.19 it trusts some tiles unseen.)
func readEntries(at source, size int64) hashes {
	var known hashes
	for first := int64(0); first < size; first += width {
		tile := tileOf(-1, first/width, size)
		bundle := must(at.read(path(tile)))
		for n := first; n < first+int64(tile.W); n++ {
			need(len(bundle) >= 2, "%s is too short", path(tile))
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			need(len(bundle) >= end, "%s is too short", path(tile))
			leaf := tlog.RecordHash(bundle[2:end])
			known = append(known, must(tlog.StoredHashesForRecordHash(n, leaf, known))...)
			bundle = bundle[end:]
		}
		need(len(bundle) == 0, "%s holds more than its entries", path(tile))
	}
	return known
}

// checkTiles compares every tile with the one that the entries make.
func checkTiles(at source, size int64, known hashes) {
	for level := 0; size>>(height*level) > 0; level++ {
		total := size >> (height * level)
		for n := int64(0); n*width < total; n++ {
			tile := tileOf(level, n, total)
			same := bytes.Equal(must(at.read(path(tile))), must(tlog.ReadTileData(tile, known)))
			need(same, "%s does not fit the entries", path(tile))
		}
	}
}

// checkProof checks that entry n is in a signed tree, by entry, proof and key alone.
func checkProof(at source, n int64, keys string) {
	entryPath, proofPath := "entry/%d", "proof/%d.tlog-proof"
	if !at.isWeb() {
		entryPath, proofPath = "proofs/%d.entry", "proofs/%d.tlog-proof"
	}
	entry := must(at.read(fmt.Sprintf(entryPath, n)))
	head, signed, _ := bytes.Cut(must(at.read(fmt.Sprintf(proofPath, n))), []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	good := len(lines) >= 2 && lines[0] == "c2sp.org/tlog-proof@v1"
	need(good && lines[1] == fmt.Sprint("index ", n), "the proof of entry %d is none", n)
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		proof = append(proof, must(tlog.ParseHash(line)))
	}
	_, tree := checkpoint(signed, keys)
	err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entry))
	need(err == nil, "entry %d: %v", n, err)
}

func checkProofs(at source, tree tlog.Tree, keys string) {
	if _, err := os.Stat(filepath.Join(string(at), "proofs")); err != nil && !at.isWeb() {
		return // a bare copy of the tiles
	}
	for n := int64(0); n < tree.N; n += tree.N/proofs + 1 {
		checkProof(at, n, keys)
	}
	checkProof(at, tree.N-1, keys)
}

// checkKept proves that the tree begins with the one of an older checkpoint.
func checkKept(path, origin, keys string, tree tlog.Tree, known hashes) {
	from, older := checkpoint(must(os.ReadFile(path)), keys)
	need(from == origin, "%s is of another log", path)
	need(older.N <= tree.N, "%s had %d entries, this log has %d", path, older.N, tree.N)
	proof := must(tlog.ProveTree(tree.N, older.N, known))
	err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash)
	need(err == nil, "%s tells of another past: %v", path, err)
}

func main() {
	defer func() {
		if broken := recover(); broken != nil {
			fmt.Fprintln(os.Stderr, "✗", broken)
			os.Exit(1)
		}
	}()
	need(len(os.Args) > 2, "usage: checklog LOG KEYS [CHECKPOINT...]")
	at, keys := source(os.Args[1]), string(must(os.ReadFile(os.Args[2])))
	origin, tree := checkpoint(must(at.read("checkpoint")), keys)
	known := readEntries(at, tree.N)
	need(must(tlog.TreeHash(tree.N, known)) == tree.Hash, "the entries give another root")
	checkTiles(at, tree.N, known)
	checkProofs(at, tree, keys)
	for _, path := range os.Args[3:] {
		checkKept(path, origin, keys, tree, known)
	}
	root := base64.StdEncoding.EncodeToString(tree.Hash[:])
	fmt.Printf("OK %s size=%d root=%s\n", origin, tree.N, root)
}
