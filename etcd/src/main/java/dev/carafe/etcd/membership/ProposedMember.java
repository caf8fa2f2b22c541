package dev.carafe.etcd.membership;

import dev.carafe.etcd.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A member as a change of members in the log names it. Members may be started with different limits, and must decide alike: so a
 * change brings the limit of the member that proposed it.
 *
 * @param member who comes, goes or changes
 * @param learnersMax learners that the cluster may have after it, not negative
 */
public record ProposedMember(ClusterMember member, int learnersMax) {
    /** Learners that a cluster may have unless somebody says otherwise (etcd's {@code --max-learners}). */
    public static final int LEARNERS_MAX = 1;

    public ProposedMember {
        if (learnersMax < 0) {
            throw new IllegalArgumentException("a limit of " + learnersMax + " learners");
        }
    }

    /** Under the usual limit. */
    public static ProposedMember of(ClusterMember member) {
        return new ProposedMember(member, LEARNERS_MAX);
    }

    /** As bytes: the member's, and the limit (4, big-endian) unless it is the usual one. */
    public Bytes encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            member.write(to);
            if (learnersMax != LEARNERS_MAX) {
                to.writeInt(learnersMax);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a text of more than 65535 bytes
        }
        return Bytes.wrap(bytes.toByteArray());
    }

    /**
     * Reads what {@link #encode} made.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static ProposedMember decode(Bytes bytes) {
        try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ClusterMember member = ClusterMember.read(from);
            int learnersMax = from.available() == 0 ? LEARNERS_MAX : from.readInt();
            if (from.available() > 0) {
                throw new IOException("bytes left over");
            }
            return new ProposedMember(member, learnersMax);
        } catch (IOException e) {
            throw new IllegalArgumentException("no proposed member: " + e.getMessage(), e);
        }
    }
}
