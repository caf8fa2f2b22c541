package dev.carafe.vsphere.esxi.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.process.PowerEvent.PauseReason;
import dev.carafe.vsphere.esxi.qmp.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PowerCoreTest {
    private static final List<RunState> STATES = List.of(RunState.values());
    private static final Signal SEEN_RUNNING = new Signal.Seen(RunState.RUNNING);
    private static final Signal GUEST_SHUTDOWN = told("SHUTDOWN", "reason", "guest-shutdown");

    @Test
    void aGuestThatShutsDownIsNoCrash() {
        PowerCore core = new PowerCore();
        assertThat(steps(core, new Signal.Seen(RunState.PRELAUNCH), told("RESUME"), GUEST_SHUTDOWN))
                .containsExactly(new PowerEvent.PoweredOn());
        assertThat(core.wantsQuit()).isTrue();
        assertThat(core.state()).isEqualTo(PowerState.POWERED_ON);
        assertThat(steps(core, told("SHUTDOWN", "reason", "host-qmp-quit"), gone(0)))
                .containsExactly(ended(PowerState.POWERED_OFF, Ending.GUEST_SHUTDOWN, 0));
        assertThat(core.state()).isEqualTo(PowerState.POWERED_OFF);
    }

    @Test
    void aGuestThatShutDownWhileTheAgentWasAwayIsFoundSo() {
        PowerCore core = new PowerCore();
        assertThat(steps(core, new Signal.Seen(RunState.SHUTDOWN))).isEmpty();
        assertThat(core.wantsQuit()).isTrue();
    }

    @Test
    void aKilledQemuIsACrash() {
        assertThat(steps(new PowerCore(), SEEN_RUNNING, gone(137)))
                .endsWith(ended(PowerState.POWERED_OFF, Ending.CRASHED, 137));
    }

    @Test
    void aQemuThatEndsWithoutWordsOrTraceHasVanished() {
        assertThat(steps(new PowerCore(), SEEN_RUNNING, new Signal.Gone(OptionalInt.empty())))
                .endsWith(new PowerEvent.Ended(PowerState.POWERED_OFF, Ending.VANISHED, "QEMU is gone"));
    }

    @Test
    void aSignalThatLetsItEndInOrderIsNoCrash() {
        assertThat(steps(new PowerCore(), SEEN_RUNNING, told("SHUTDOWN", "reason", "host-signal"), gone(0)))
                .endsWith(ended(PowerState.POWERED_OFF, Ending.TERMINATED, 0));
    }

    @Test
    void asSuspendedAsItWasEnded() {
        assertThat(steps(new PowerCore(), SEEN_RUNNING, new Signal.Ending(PowerState.SUSPENDED), gone(0)))
                .endsWith(ended(PowerState.SUSPENDED, Ending.ASKED, 0));
    }

    @Test
    void aPanicDoesNotEndTheMachine() {
        PowerCore core = new PowerCore();
        assertThat(steps(core, SEEN_RUNNING, told("GUEST_PANICKED"), told("RESET")))
                .containsExactly(
                        new PowerEvent.PoweredOn(), new PowerEvent.GuestPanicked(), new PowerEvent.Reset(false));
        assertThat(core.state()).isEqualTo(PowerState.POWERED_ON);
    }

    @Test
    void aFullDatastorePausesAndTheAnswerContinues() {
        assertThat(steps(
                        new PowerCore(),
                        SEEN_RUNNING,
                        told("BLOCK_IO_ERROR", "action", "stop"),
                        told("STOP"),
                        told("RESUME")))
                .containsExactly(
                        new PowerEvent.PoweredOn(),
                        new PowerEvent.Paused(PauseReason.IO_ERROR),
                        new PowerEvent.Continued());
    }

    /** Whatever is heard in whatever order: off exactly once the process is gone, said once, and never on again. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void endsOnceAndNotBeforeTheProcess(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 500; run++) {
            PowerCore core = new PowerCore();
            List<PowerEvent> said = new ArrayList<>();
            boolean gone = false;
            for (int i = 0; i < 20; i++) {
                Signal signal = any(random);
                said.addAll(core.step(signal));
                gone |= signal instanceof Signal.Gone;
                assertThat(core.state() != PowerState.POWERED_ON)
                        .as("seed %s", seed)
                        .isEqualTo(gone);
            }
            assertThat(said.stream().filter(PowerEvent.Ended.class::isInstance))
                    .as("seed %s", seed)
                    .hasSize(gone ? 1 : 0);
            assertThat(said.stream()
                            .filter(PowerEvent.PoweredOn.class::isInstance)
                            .count())
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(1);
        }
    }

    private static Signal any(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> new Signal.Seen(STATES.get(random.nextInt(STATES.size())));
            case 1 -> random.nextInt(6) == 0 ? gone(random.nextInt(140)) : told("RESUME");
            case 2 -> GUEST_SHUTDOWN;
            case 3 -> told("SHUTDOWN", "reason", "host-signal");
            case 4 -> told("STOP");
            case 5 -> told("GUEST_PANICKED");
            case 6 -> told("RESET");
            case 7 -> told("NOT_KNOWN_YET");
            case 8 -> new Signal.Ending(PowerState.SUSPENDED);
            default -> told("RESUME");
        };
    }

    private static List<PowerEvent> steps(PowerCore core, Signal... signals) {
        List<PowerEvent> said = new ArrayList<>();
        for (Signal signal : signals) {
            said.addAll(core.step(signal));
        }
        return said;
    }

    private static Signal told(String name) {
        return new Signal.Told(name, JsonObject.EMPTY);
    }

    private static Signal told(String name, String field, String value) {
        return new Signal.Told(name, JsonObject.of(field, value));
    }

    private static Signal gone(int status) {
        return new Signal.Gone(OptionalInt.of(status));
    }

    private static PowerEvent ended(PowerState state, Ending ending, int status) {
        return new PowerEvent.Ended(state, ending, "QEMU ended with exit status " + status);
    }
}
