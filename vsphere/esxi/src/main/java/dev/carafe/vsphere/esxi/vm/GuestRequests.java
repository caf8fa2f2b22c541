package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuestionInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineStandbyActionType;
import java.io.IOException;
import java.util.Optional;

/** What a running guest is asked to do, and the answers to what its machine asks. Any thread. */
final class GuestRequests {
    private final Machine machine;
    private final MachineTasks tasks;

    GuestRequests(Machine machine, MachineTasks tasks) {
        this.machine = machine;
        this.tasks = tasks;
    }

    void end(GuestTools.Ending ending) {
        MachineProcess process = machine.running();
        GuestTools guests = machine.host().ground().guests();
        if (guests.info(process.placement().guestAgentSocket()).isEmpty()) {
            throw VmFaults.toolsUnavailable();
        }
        if (ending == GuestTools.Ending.STANDBY && suspendsAtStandby()) {
            UnsavableState.refuseSuspend(machine);
            tasks.task("suspend", _ -> {
                new Power(machine).suspend();
                return null;
            });
            return;
        }
        try {
            guests.shutDown(process.placement().guestAgentSocket(), ending);
        } catch (IOException deaf) {
            throw VmFaults.toolsUnavailable();
        }
    }

    /** Whether a guest that is to stand by is suspended, as upstream does it, or sleeps while its machine stays on. */
    private boolean suspendsAtStandby() {
        String action = new MachineView(machine.state(), machine.host())
                .config()
                .defaultPowerOps()
                .standbyAction();
        return VirtualMachineStandbyActionType.CHECKPOINT.wire().equals(action);
    }

    void answer(String questionId, String answerChoice) {
        Optional<VirtualMachineQuestionInfo> asked = machine.state().live().question();
        if (asked.isEmpty() || !asked.get().id().equals(questionId)) {
            throw InvalidArgument.builder()
                    .invalidProperty("questionId")
                    .build()
                    .exception("A specified parameter was not correct: questionId: the machine asks no such question");
        }
        MachineProcess process = machine.running();
        switch (answerChoice) {
            case PowerListener.RETRY -> {
                try {
                    process.monitor().cont();
                } catch (IOException refused) {
                    throw VmFaults.system(String.valueOf(refused.getMessage()));
                }
            }
            case PowerListener.POWER_OFF ->
                tasks.await("answer", _ -> {
                    new Power(machine).off();
                    return null;
                });
            default -> throw Faults.invalidArgument("answerChoice", "'" + answerChoice + "' is no choice");
        }
    }
}
