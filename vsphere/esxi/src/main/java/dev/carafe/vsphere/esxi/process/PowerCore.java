package dev.carafe.vsphere.esxi.process;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.process.PowerEvent.PauseReason;
import dev.carafe.vsphere.esxi.qmp.RunState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides what a machine's power state is, and why it ended. Pure; owned by one thread.
 *
 * <pre>
 *   phase      what is heard                                    phase      what is said
 *   STARTING   RESUME, seen running                             RUNNING    PoweredOn
 *   RUNNING    STOP, seen paused, io-error and the like         PAUSED     Paused
 *   PAUSED     RESUME, seen running                             RUNNING    Continued
 *   any alive  RESET                                            the same   Reset
 *   any alive  GUEST_PANICKED                                   the same   GuestPanicked
 *   any alive  SHUTDOWN by the guest, seen shutdown             ENDING     -            (QEMU is to be ended)
 *   any alive  the agent ends it                                ENDING     -
 *   any alive  the process is gone                              OVER       Ended: crashed, terminated or vanished
 *   ENDING     the process is gone                              OVER       Ended: asked, or shut down by the guest
 * </pre>
 */
public final class PowerCore {
    private enum Phase {
        STARTING,
        RUNNING,
        PAUSED,
        ENDING,
        OVER
    }

    private static final int SIGTERM_STATUS = 128 + 15;

    private Phase phase = Phase.STARTING;
    private PowerState endState = PowerState.POWERED_OFF;
    private Optional<Ending> ending = Optional.empty();

    /** On from the moment that the process is there, as in vSphere. */
    public PowerState state() {
        return phase == Phase.OVER ? endState : PowerState.POWERED_ON;
    }

    /** Whether the guest is done and QEMU stands for nothing but being ended. */
    public boolean wantsQuit() {
        return phase == Phase.ENDING && ending.equals(Optional.of(Ending.GUEST_SHUTDOWN));
    }

    /** Takes one signal; returns what is to be said, in order. */
    public List<PowerEvent> step(Signal signal) {
        if (phase == Phase.OVER) {
            return List.of();
        }
        return switch (signal) {
            case Signal.Seen(RunState state) -> seen(state);
            case Signal.Told(String name, JsonObject data) -> told(name, data);
            case Signal.Ending(PowerState state) -> end(Ending.ASKED, state);
            case Signal.Gone(OptionalInt exitStatus) -> gone(exitStatus);
        };
    }

    private List<PowerEvent> seen(RunState state) {
        return switch (state) {
            case RUNNING -> running();
            case SHUTDOWN -> end(Ending.GUEST_SHUTDOWN, PowerState.POWERED_OFF);
            case PAUSED, FINISH_MIGRATE, POSTMIGRATE, SAVE_VM, RESTORE_VM, DEBUG, COLO -> paused(PauseReason.ASKED);
            case IO_ERROR -> paused(PauseReason.IO_ERROR);
            case SUSPENDED -> paused(PauseReason.GUEST_SLEEP);
            case INTERNAL_ERROR, WATCHDOG -> paused(PauseReason.INTERNAL_ERROR);
            case GUEST_PANICKED -> List.of(new PowerEvent.GuestPanicked());
            case PRELAUNCH, INMIGRATE -> List.of();
        };
    }

    private List<PowerEvent> told(String name, JsonObject data) {
        return switch (name) {
            case "RESUME", "WAKEUP" -> running();
            case "STOP" -> paused(PauseReason.ASKED);
            case "SUSPEND" -> paused(PauseReason.GUEST_SLEEP);
            case "BLOCK_IO_ERROR" ->
                data.text("action").equals(Optional.of("stop")) ? paused(PauseReason.IO_ERROR) : List.of();
            case "RESET" -> List.of(new PowerEvent.Reset(data.flag("guest")));
            case "GUEST_PANICKED" -> List.of(new PowerEvent.GuestPanicked());
            case "SHUTDOWN" -> shutdown(data);
            default -> List.of();
        };
    }

    /** With the guest's shutdowns QEMU stays; with all others it is on its way out, and its end will say how. */
    private List<PowerEvent> shutdown(JsonObject data) {
        return switch (data.text("reason").orElse("")) {
            case "guest-shutdown" -> end(Ending.GUEST_SHUTDOWN, PowerState.POWERED_OFF);
            case "host-qmp-quit" -> end(Ending.ASKED, endState);
            case "host-signal" -> end(Ending.TERMINATED, PowerState.POWERED_OFF);
            default -> List.of();
        };
    }

    private List<PowerEvent> running() {
        return switch (phase) {
            case STARTING -> {
                phase = Phase.RUNNING;
                yield List.of(new PowerEvent.PoweredOn());
            }
            case PAUSED -> {
                phase = Phase.RUNNING;
                yield List.of(new PowerEvent.Continued());
            }
            case RUNNING, ENDING, OVER -> List.of();
        };
    }

    private List<PowerEvent> paused(PauseReason reason) {
        if (phase == Phase.RUNNING || (phase == Phase.STARTING && reason != PauseReason.ASKED)) {
            phase = Phase.PAUSED;
            return List.of(new PowerEvent.Paused(reason));
        }
        return List.of();
    }

    private List<PowerEvent> end(Ending why, PowerState state) {
        if (phase
                != Phase.ENDING) { // the first reason counts: what the agent does after a guest's shutdown is no other
            phase = Phase.ENDING;
            ending = Optional.of(why);
            endState = state;
        }
        return List.of();
    }

    private List<PowerEvent> gone(OptionalInt exitStatus) {
        phase = Phase.OVER;
        Ending why = ending.orElseGet(() -> endingOf(exitStatus));
        String detail =
                exitStatus.isPresent() ? "QEMU ended with exit status " + exitStatus.getAsInt() : "QEMU is gone";
        return List.of(new PowerEvent.Ended(endState, why, detail));
    }

    private static Ending endingOf(OptionalInt exitStatus) {
        if (exitStatus.isEmpty()) {
            return Ending.VANISHED;
        }
        return exitStatus.getAsInt() == 0 || exitStatus.getAsInt() == SIGTERM_STATUS
                ? Ending.TERMINATED
                : Ending.CRASHED;
    }
}
