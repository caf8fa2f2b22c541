package dev.carafe.vsphere.esxi.vm;

import java.time.Duration;

/**
 * How long a guest is left alone between two looks at it. While it boots, many clients wait for its address and for its agent,
 * so that it is looked at often; afterwards, or when it seems to have no agent, now and again. Pure.
 */
final class GuestRhythm {
    /** Between two looks at a guest that runs. */
    static final Duration USUAL = Duration.ofSeconds(5);

    /** Between two looks at a guest that boots. */
    static final Duration BOOTING = Duration.ofMillis(250);

    /** A guest that has said nothing for so long has no agent, most likely. */
    static final Duration BOOT_MAX = Duration.ofMinutes(5);

    private GuestRhythm() {}

    /**
     * The time until the next look.
     *
     * @param answered whether what is looked for was seen at least once
     * @param running for how long the machine was looked at
     */
    static Duration pause(boolean answered, Duration running) {
        return !answered && running.compareTo(BOOT_MAX) < 0 ? BOOTING : USUAL;
    }
}
