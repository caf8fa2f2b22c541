package dev.carafe.etcd;

/** What an alarm is about. */
public enum AlarmType {
    /** No alarm of its own: in a request, every type. */
    NONE(0),
    /** The quota is used up; nothing is written but deletes until the alarm is disarmed. */
    NOSPACE(1),
    /** The members' data differ; nothing is served until the alarm is disarmed. */
    CORRUPT(2);

    private final int number;

    AlarmType(int number) {
        this.number = number;
    }

    /** The number on the wire, which is also its place among the constants. */
    public int number() {
        return number;
    }
}
