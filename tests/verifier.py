"""A verifier written from crates/ledger/FORMAT.md alone: no code of Candour, only sqlite3 and hashlib.

Usage: verifier.py LEDGER.sqlite REGISTER [SEQ:HEX]. Prints each fault; exit 0 if there is none, 1 otherwise.
"""
import hashlib
import sqlite3
import struct
import sys


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("the entry ends too soon")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form):
        return struct.unpack(">" + form, self.take(struct.calcsize(">" + form)))[0]

    def text(self):
        return self.take(self.number("I"))


def text(value):
    return struct.pack(">I", len(value)) + value


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def check(data, seq, register, before):
    """The faults of one entry, and the chain hash it stores."""
    r, faults = Reader(data), []
    if r.take(4) != b"CNDR" or r.number("H") != 1:
        raise ValueError("not an entry of format 1")
    if r.text() != register.encode() or r.number("Q") != seq:
        faults.append("stands in another place than it says")
    r.text(), r.take(16), r.number("q"), r.take(16), r.text(), r.take(16), r.number("I"), r.number("B")
    for _ in range(r.number("I")):
        r.text()
    if r.number("B") == 1:
        r.take(16)
    header, names = data[: r.at], []
    for _ in range(r.number("I")):
        name, digest = r.text(), r.take(32)
        if r.number("B") == 1:
            salt = r.take(16)
            if sha(b"candour/field/1", salt, text(name), r.text()) != digest:
                faults.append(f"field {name.decode()} was changed")
        names.append((name, digest))
    content, chain = r.take(32), r.take(32)
    if r.at != len(data):
        faults.append("bytes follow the entry")
    if names != sorted(names) or sha(b"candour/content/1", struct.pack(">I", len(names)), *(text(n) + d for n, d in names)) != content:
        faults.append("the content digest does not hold")
    if sha(b"candour/chain/1", before, header, content) != chain:
        faults.append("the chain does not hold")
    return faults, chain


def main(path, register, saved=None):
    count = faults = 0
    chain = bytes(32)
    saved_seq, saved_hash = (int(saved.split(":")[0]), bytes.fromhex(saved.split(":")[1])) if saved else (0, None)
    for seq, data in sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("SELECT seq, bytes FROM entry WHERE register = ? ORDER BY seq", (register,)):
        count += 1
        try:
            found, chain = check(data, count, register, chain)
        except ValueError as why:
            found = [str(why)]
        if seq != count:
            found.append("its row is numbered otherwise")
        if seq == saved_seq and chain != saved_hash:
            found.append("it is not the saved head")
        for fault in found:
            print(f"entry {seq}: {fault}")
        faults += len(found)
    if count < saved_seq:
        print(f"entry {count}: the ledger ends before the saved head")
        faults += 1
    print(f"{count} entries, {faults} faults, head {count}:{chain.hex()}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
