package dev.carafe.vsphere.esxi.services;

import dev.carafe.vsphere.esxi.guest.ExecStatus;
import dev.carafe.vsphere.esxi.guest.GuestAgent;
import dev.carafe.vsphere.esxi.guest.GuestAgentException;
import dev.carafe.vsphere.esxi.guest.GuestAgents;
import dev.carafe.vsphere.esxi.vm.GuestTools;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Guests by the agent in them. */
public final class AgentGuestTools implements GuestTools {
    private static final Duration LOOK = Duration.ofMillis(100);
    /** A guest gets ten seconds to look at its disks. */
    private static final int LOOKS_MAX = 100;

    private final GuestAgents agents;

    public AgentGuestTools(GuestAgents agents) {
        this.agents = agents;
    }

    @Override
    public Optional<GuestInfo> info(Path socket) {
        GuestAgent agent = agents.of(socket);
        try {
            String version = agent.info().version();
            return Optional.of(GuestInfos.of(
                    version,
                    told(agent::osInfo),
                    told(agent::hostName),
                    told(agent::interfaces).orElse(List.of()),
                    told(agent::fileSystems).orElse(List.of())));
        } catch (IOException silent) {
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws IOException;
    }

    /** What an agent does not know is left out; one that falls silent midway has not answered. */
    private static <T> Optional<T> told(Question<T> question) throws IOException {
        try {
            return Optional.of(question.ask());
        } catch (GuestAgentException refused) {
            if (refused.kind() == GuestAgentException.Kind.NO_ANSWER) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    @Override
    public void shutDown(Path socket, Ending ending) throws IOException {
        GuestAgent agent = agents.of(socket);
        switch (ending) {
            case POWER_OFF -> agent.shutdown(GuestAgent.ShutdownMode.POWERDOWN);
            case REBOOT -> agent.shutdown(GuestAgent.ShutdownMode.REBOOT);
            case STANDBY -> agent.standBy();
        }
    }

    @Override
    public void freeze(Path socket) throws IOException {
        agents.of(socket).freeze();
    }

    @Override
    public void thaw(Path socket) throws IOException {
        agents.of(socket).thaw();
    }

    @Override
    public void lookForDisk(Path socket, ScsiPlace place) throws IOException {
        shell(socket, "for scan in \"$0\"/host*/scsi_host/host*/scan; do echo \"0 $1 0\" > \"$scan\"; done", place);
    }

    @Override
    public void letGoOfDisk(Path socket, ScsiPlace place) throws IOException {
        shell(
                socket,
                "for gone in \"$0\"/host*/target*:0:\"$1\"/*:0:\"$1\":0/delete; do echo 1 > \"$gone\"; done",
                place);
    }

    /** Runs a line of the shell in a Linux guest, with the controller's folder and the target as its arguments. */
    private void shell(Path socket, String line, ScsiPlace place) throws IOException {
        GuestAgent agent = agents.of(socket);
        List<String> arguments =
                List.of("-c", line, "/sys/bus/pci/devices/" + place.pciAddress(), String.valueOf(place.target()));
        long pid = agent.exec("/bin/sh", arguments, List.of(), new byte[0], false);
        for (int look = 0; look < LOOKS_MAX; look++) {
            ExecStatus status = agent.execStatus(pid);
            if (status.exited()) {
                if (status.exitCode().orElse(-1) != 0) {
                    throw new IOException("the guest has no such disk or controller");
                }
                return;
            }
            pause();
        }
        throw new IOException("the guest is still at it");
    }

    /** The agent tells nobody that a program has ended. */
    private static void pause() throws IOException {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a guest was asked");
        }
    }
}
