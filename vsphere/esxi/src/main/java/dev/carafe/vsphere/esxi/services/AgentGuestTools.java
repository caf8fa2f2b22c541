package dev.carafe.vsphere.esxi.services;

import dev.carafe.vsphere.esxi.guest.GuestAgent;
import dev.carafe.vsphere.esxi.guest.GuestAgentException;
import dev.carafe.vsphere.esxi.guest.GuestAgents;
import dev.carafe.vsphere.esxi.vm.GuestTools;
import dev.carafe.vsphere.vim.vim25.GuestInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Guests by the agent in them. */
public final class AgentGuestTools implements GuestTools {
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
}
