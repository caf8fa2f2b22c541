package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GuestRhythmTest {
    @Test
    void aGuestThatBootsIsLookedAtOften() {
        assertThat(GuestRhythm.pause(false, Duration.ofSeconds(20))).isEqualTo(GuestRhythm.BOOTING);
    }

    @Test
    void aGuestThatAnsweredOrNeverWillIsLeftAlone() {
        assertThat(GuestRhythm.pause(true, Duration.ofSeconds(20))).isEqualTo(GuestRhythm.USUAL);
        assertThat(GuestRhythm.pause(false, GuestRhythm.BOOT_MAX)).isEqualTo(GuestRhythm.USUAL);
    }
}
