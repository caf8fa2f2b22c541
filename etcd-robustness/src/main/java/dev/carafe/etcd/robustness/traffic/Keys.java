package dev.carafe.etcd.robustness.traffic;

import dev.carafe.etcd.Bytes;
import java.util.SplittableRandom;

/**
 * A client's choice of keys and values. All clients share few keys, so that they meet; a value is never put twice.
 *
 * @param random what it chooses by
 * @param client the client's number
 * @param keys how many keys there are
 * @param valueBytesMax how long a value may be, at most
 */
record Keys(SplittableRandom random, int client, int keys, int valueBytesMax) {
    static final Bytes PREFIX = Bytes.utf8("/registry/pods/");

    Bytes key() {
        return PREFIX.concat(Bytes.utf8("p" + random.nextInt(keys)));
    }

    /** A value that says who put it, and which of the client's it is. */
    Bytes value(long number) {
        StringBuilder text = new StringBuilder("client " + client + " value " + number + " ");
        int length = random.nextInt(8) == 0 ? random.nextInt(valueBytesMax) : random.nextInt(24);
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return Bytes.utf8(text.toString());
    }
}
