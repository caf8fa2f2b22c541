package dev.carafe.etcd;

/**
 * Asks for, raises or ends alarms.
 *
 * @param action what to do
 * @param memberId whose alarm is raised or ended; not looked at when asking
 * @param type which; {@code NONE} asks for every type, and raises and ends nothing
 */
public record AlarmRequest(Action action, long memberId, AlarmType type) implements WriteRequest {
    /** What to do with alarms. */
    public enum Action {
        GET(0),
        ACTIVATE(1),
        DEACTIVATE(2);

        private final int number;

        Action(int number) {
            this.number = number;
        }

        /** The number on the wire, which is also its place among the constants. */
        public int number() {
            return number;
        }
    }
}
