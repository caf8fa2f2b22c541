package dev.carafe.vsphere.vcenter.host;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.HostCommunication;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import org.jspecify.annotations.Nullable;

/**
 * A machine's change of hosts, as it is noted before the first of them is asked.
 *
 * @param machine its id here
 * @param source the host that it leaves
 * @param target the host that it goes to
 * @param path where its configuration is, as vCenter names datastores
 * @param template whether it is one
 * @param live whether the hosts themselves decide who has it; otherwise whoever vCenter says registers it
 * @param eventsBefore the key of the newest event before it began: what is told of it has a higher one
 */
public record HostChange(
        String machine, String source, String target, String path, boolean template, boolean live, int eventsBefore) {
    /** Brings a change to its end that an earlier vCenter began. */
    @FunctionalInterface
    public interface Ending {
        /**
         * Returns when the machine is at its destination. Both hosts were asked for what they have before, where they answered.
         *
         * @throws dev.carafe.vsphere.vim.FaultException when it is not
         */
        void end(HostChange change, Seen seen, TaskProgress progress) throws InterruptedException;
    }

    /**
     * Whether what the source says went wrong leaves the machine with it for certain. Otherwise, when the line to it broke or its
     * agent ended meanwhile, whoever has the machine says how it ended.
     */
    public static boolean stays(FaultException said) {
        return !(said.fault() instanceof HostCommunication || said.fault() instanceof SystemError);
    }

    /**
     * What is known of the source's own task.
     *
     * @param done whether it ended well
     * @param result what it said then
     */
    public record Seen(boolean done, @Nullable Object result) {
        static final Seen NOTHING = new Seen(false, null);
    }
}
