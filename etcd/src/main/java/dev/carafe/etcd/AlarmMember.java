package dev.carafe.etcd;

/**
 * An alarm that a member has raised.
 *
 * @param memberId who raised it
 * @param type what it is about
 */
public record AlarmMember(long memberId, AlarmType type) implements Comparable<AlarmMember> {
    @Override
    public int compareTo(AlarmMember other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : Long.compareUnsigned(memberId, other.memberId);
    }

    /** As etcd tells of it among a member's errors. */
    @Override
    public String toString() {
        return "memberID:" + Long.toUnsignedString(memberId) + " alarm:" + type + " ";
    }
}
