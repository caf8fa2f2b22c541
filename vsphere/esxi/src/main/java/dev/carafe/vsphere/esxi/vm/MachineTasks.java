package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vmomi.task.TaskBody;

/** One machine's tasks, which run one after another, and what each needs of the machine. */
final class MachineTasks {
    private final Machine machine;

    MachineTasks(Machine machine) {
        this.machine = machine;
    }

    /**
     * Starts one as it is.
     *
     * @param id the task's description, such as {@code VirtualMachine.rename}
     */
    ManagedObjectReference<Task> start(String id, TaskBody body) {
        return machine.host().services().tasks().start(machine.reference(), id, body);
    }

    /** Starts one that needs the machine's files. */
    ManagedObjectReference<Task> task(String name, TaskBody body) {
        String id = name.contains(".") ? name : "VirtualMachine." + name;
        // One that leaves may be broken, and another host may have it on: its files stay.
        return start(id, progress -> (name.equals("unregister") ? body : whole(body)).run(progress));
    }

    /** What takes a machine whose files can be read, as {@link #claimed} does. */
    TaskBody whole(TaskBody body) {
        return progress -> {
            machine.folder().file(machine.folder().vmx()); // says so when its datastore is not accessible
            if (VirtualMachines.isBroken(machine.state())) {
                throw VmFaults.config(machine.folder().vmx() + " cannot be read");
            }
            return claimed(body).run(progress);
        };
    }

    /** What changes the machine, as one of all hosts that may know it. */
    TaskBody claimed(TaskBody body) {
        return progress -> {
            try (Claim _ = Claim.take(machine)) {
                return body.run(progress);
            }
        };
    }

    /** For methods that answer when it is done: also they take their turn among the machine's tasks. */
    void await(String name, TaskBody body) {
        try {
            TaskInfo end = machine.host().services().tasks().await(task(name, body));
            if (end.error() != null) {
                throw new FaultException(end.error().fault(), end.error().localizedMessage());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw VmFaults.system("the server ends");
        }
    }
}
