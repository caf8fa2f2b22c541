package dev.carafe.etcd.peer;

import dev.carafe.etcd.Session;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;

/** The question for a member's hash up to a revision, and the answer, as bytes: numbers big-endian. */
final class HashQuestion {
    /** The first byte; those below are {@link LeaderQuestion}'s. */
    private static final byte TAG = 16;

    private static final int BYTES = 1 + Long.BYTES;
    private static final int ANSWER_BYTES = 3 * Long.BYTES + Integer.BYTES;

    private HashQuestion() {}

    static byte[] of(long revision) {
        return ByteBuffer.allocate(BYTES).put(TAG).putLong(revision).array();
    }

    /** Whether bytes are such a question. */
    static boolean is(byte[] question) {
        return question.length == BYTES && question[0] == TAG;
    }

    static byte[] answer(byte[] question, LongFunction<Session.HashKv> hash) {
        Session.HashKv found = hash.apply(ByteBuffer.wrap(question).getLong(1));
        return ByteBuffer.allocate(ANSWER_BYTES)
                .putLong(found.revision())
                .putInt(found.hash())
                .putLong(found.compactRevision())
                .putLong(found.hashRevision())
                .array();
    }

    /** @throws IllegalArgumentException when it is no answer */
    static Session.HashKv read(byte[] answer) {
        try {
            ByteBuffer from = ByteBuffer.wrap(answer);
            return new Session.HashKv(from.getLong(), from.getInt(), from.getLong(), from.getLong());
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("an answer of " + answer.length + " bytes", e);
        }
    }
}
