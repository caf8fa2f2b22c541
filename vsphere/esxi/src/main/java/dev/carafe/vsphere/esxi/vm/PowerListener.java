package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.hardware.Summary;
import dev.carafe.vsphere.esxi.process.Ending;
import dev.carafe.vsphere.esxi.process.PowerEvent;
import dev.carafe.vsphere.esxi.process.PowerEvent.PauseReason;
import dev.carafe.vsphere.vim.vim25.ChoiceOption;
import dev.carafe.vsphere.vim.vim25.ElementDescription;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuestionInfo;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Shows what becomes of a running machine. Called by the machine's own thread, but for {@link #started}. */
final class PowerListener implements Consumer<PowerEvent> {
    static final String RETRY = "0";
    static final String POWER_OFF = "1";
    private static final Logger LOG = System.getLogger(PowerListener.class.getName());

    private final Machine machine;
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by the lock: QEMU may end before whoever started it has noted that it runs. */
    private boolean ended;

    PowerListener(Machine machine) {
        this.machine = machine;
    }

    /**
     * The machine runs.
     *
     * @param bootTime when its guest was booted
     * @param connected the keys of the devices that are plugged in
     */
    void started(Instant bootTime, Set<Integer> connected) {
        show(new LiveNote(bootTime, connected));
        LiveNote.write(machine);
    }

    /** A machine that an earlier agent started runs. */
    void adopted() {
        show(LiveNote.read(machine));
    }

    private void show(LiveNote note) {
        lock.lock();
        try {
            if (!ended) {
                machine.update(state -> state.withLive(new MachineState.Live(
                        VirtualMachinePowerState.POWERED_ON,
                        note.bootTime(),
                        null,
                        note.connected(),
                        false,
                        false,
                        Optional.empty(),
                        Summary.silentGuest(true))));
            }
        } finally {
            lock.unlock();
        }
    }

    static MachineState.Live booted(MachineState.Live live, Instant now) {
        return new MachineState.Live(
                live.power(), now, null, live.connected(), false, false, Optional.empty(), Summary.silentGuest(true));
    }

    static MachineState.Live off(MachineState.Live live, boolean clean) {
        return new MachineState.Live(
                VirtualMachinePowerState.POWERED_OFF,
                null,
                null,
                Set.of(),
                clean,
                false,
                Optional.empty(),
                Summary.silentGuest(false));
    }

    static MachineState.Live suspended(Instant since) {
        return new MachineState.Live(
                VirtualMachinePowerState.SUSPENDED,
                null,
                since,
                Set.of(),
                false,
                false,
                Optional.empty(),
                Summary.silentGuest(false));
    }

    @Override
    public void accept(PowerEvent event) {
        switch (event) {
            case PowerEvent.PoweredOn _ -> {}
            case PowerEvent.Continued _ ->
                machine.update(state -> state.withLive(state.live().withPaused(false, Optional.empty())));
            case PowerEvent.Paused(PauseReason reason) -> paused(reason);
            case PowerEvent.Reset(boolean byGuest) -> {
                if (byGuest) {
                    Instant now = machine.host().services().clock().instant();
                    machine.update(state -> state.withLive(booted(state.live(), now)));
                    machine.host().post(machine, "VmGuestRebootEvent", Map.of());
                }
            }
            case PowerEvent.GuestPanicked _ ->
                machine.update(state -> state.withLive(state.live()
                        .withGuest(state.live().guest().toBuilder()
                                .guestKernelCrashed(true)
                                .build())));
            case PowerEvent.Ended(var _, Ending ending, String detail) -> ended(ending, detail);
        }
    }

    private void paused(PauseReason reason) {
        boolean asks = reason == PauseReason.IO_ERROR;
        Optional<VirtualMachineQuestionInfo> question = asks ? Optional.of(question()) : Optional.empty();
        machine.update(state -> state.withLive(state.live().withPaused(true, question)));
        question.ifPresent(asked -> machine.host()
                .post(machine, "VmMessageEvent", Map.of("message", asked.text(), "messageInfo", asked.message())));
    }

    private VirtualMachineQuestionInfo question() {
        return VirtualMachineQuestionInfo.builder()
                .id(String.valueOf(machine.host().services().clock().millis()))
                .text(
                        "msg.hbacommon.outofspace:There is no more space for the virtual disks of this virtual machine, or"
                                + " they cannot be written. You might be able to continue this session by freeing disk space on"
                                + " the relevant volume, and clicking Retry. Click Cancel to terminate this session.")
                .choice(ChoiceOption.builder()
                        .choiceInfo(List.of(choice(RETRY, "Retry"), choice(POWER_OFF, "Cancel")))
                        .defaultIndex(0)
                        .build())
                .build();
    }

    private static ElementDescription choice(String key, String label) {
        return ElementDescription.builder().key(key).label(label).summary(label).build();
    }

    private void ended(Ending ending, String detail) {
        MachinePlacement.dismantle(machine);
        LiveNote.forget(machine); // before anybody may start it again
        lock.lock();
        try {
            ended = true;
            machine.process(null);
            boolean clean = ending == Ending.GUEST_SHUTDOWN;
            Instant now = machine.host().services().clock().instant();
            // A machine whose memory is written down is suspended, however its QEMU came to its end.
            machine.update(state ->
                    state.withLive(state.memoryFile().isPresent() ? suspended(now) : off(state.live(), clean)));
        } finally {
            lock.unlock();
        }
        if (!machine.isAway()) {
            tell(ending, detail);
        }
    }

    private void tell(Ending ending, String detail) {
        if (machine.power() == VirtualMachinePowerState.SUSPENDED) {
            machine.host().post(machine, "VmSuspendedEvent", Map.of());
            return;
        }
        switch (ending) {
            case GUEST_SHUTDOWN -> machine.host().post(machine, "VmGuestShutdownEvent", Map.of());
            case CRASHED, VANISHED, TERMINATED ->
                LOG.log(Level.WARNING, "machine {0} ({1}) is off: {2}", machine.id(), machine.name(), detail);
            case ASKED -> {}
        }
        machine.host().post(machine, "VmPoweredOffEvent", Map.of());
    }
}
