package dev.carafe.etcd.membership;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Ids as etcd computes them, so that all members come to the same ones by themselves (etcd {@code membership/member.go}). */
public final class MemberIds {
    /** How an id is written in messages and outputs: hexadecimal without leading zeros. */
    public static String text(long id) {
        return Long.toHexString(id);
    }

    private MemberIds() {}

    /** The id of a member of a new cluster. */
    public static long initial(List<String> peerUrls, String token) {
        return first(String.join("", new TreeSet<>(peerUrls)) + token);
    }

    /**
     * The id of a member that is added later.
     *
     * @param epochSeconds when, so that the same addresses get another id each time
     */
    public static long added(List<String> peerUrls, long epochSeconds) {
        return first(String.join("", new TreeSet<>(peerUrls)) + epochSeconds);
    }

    /** The id of a new cluster. */
    public static long cluster(Collection<Long> memberIds) {
        TreeSet<Long> sorted = new TreeSet<>(Long::compareUnsigned);
        sorted.addAll(memberIds);
        ByteBuffer ids = ByteBuffer.allocate(Long.BYTES * sorted.size());
        sorted.forEach(ids::putLong);
        return first(ids.array());
    }

    private static long first(String text) {
        return first(text.getBytes(UTF_8));
    }

    private static long first(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(bytes))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
