package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vcenter.json.Json;
import dev.carafe.vsphere.vim.vim25.Event;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * How far a host's events have been told.
 *
 * @param key of the last one, by the host's numbering; 0 for none
 * @param time when the host made it: hosts may begin to number anew, and then their keys say nothing
 * @param ownKey what vCenter's last event was called when this was written; what came later may have been told beyond this
 */
record EventPosition(int key, Instant time, int ownKey) {
    /** What the oldest event that a host still has, of those since the position, says of what is between. */
    sealed interface Sequel {
        /** Events up to the position's key were told, and nothing is missing. */
        record Continues() implements Sequel {}

        /** @param lost how many events the host has forgotten that were not told */
        record Gap(int lost) implements Sequel {}

        /** The host numbers anew: all that it has since was not told, and some may be missing. */
        record Anew() implements Sequel {}
    }

    /** @param oldest the first event that the host has at the position's time or later */
    Sequel sequel(Event oldest) {
        if (oldest.key() > key) {
            int lost = oldest.key() - key - 1;
            return lost == 0 || key == 0 ? new Sequel.Continues() : new Sequel.Gap(lost);
        }
        return oldest.createdTime().equals(time) ? new Sequel.Continues() : new Sequel.Anew();
    }

    byte[] encode() {
        return Json.encode(Map.of("key", key, "time", time.toString(), "ownKey", ownKey));
    }

    /** @throws IOException when it is no position */
    static EventPosition decode(byte[] text) throws IOException {
        if (Json.decode(text) instanceof Map<?, ?> all
                && all.get("key") instanceof Number key
                && all.get("ownKey") instanceof Number own) {
            try {
                return new EventPosition(
                        key.intValue(), Instant.parse(Objects.toString(all.get("time"))), own.intValue());
            } catch (DateTimeException e) {
                throw new IOException("a position among events without a time", e);
            }
        }
        throw new IOException("no position among events");
    }
}
