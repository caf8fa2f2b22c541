package dev.carafe.cli.cluster;

import static java.util.Objects.requireNonNull;

import dev.carafe.cli.data.VSphereSettings;
import dev.carafe.cli.vsphere.HostProcess;
import dev.carafe.cli.vsphere.OwnHost;
import dev.carafe.cli.vsphere.VCenterSession;
import dev.carafe.cli.vsphere.VSphereConfigs;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.esxi.network.NetworkNamespace;
import dev.carafe.vsphere.esxi.network.PhysicalNetwork;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The vSphere half of a cloud: a vCenter in this process, and what it owns, a host in this process or several that are processes of
 * their own. It is started on a thread of its own, beside the
 * Kubernetes half, and only that thread touches the parts until it has ended. Machines run on when this is closed.
 */
final class LocalVSphere implements AutoCloseable {
    static final String ESXI = "esxi";
    static final String VCENTER = "vcenter";

    private static final Logger LOG = System.getLogger(LocalVSphere.class.getName());

    private final VSphereConfigs configs;
    private final StatusBoard board;
    private final HealthWatch health;
    private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
    /** Where the hosts are that are processes of their own; filled by the start. */
    private final Map<Integer, PhysicalNetwork.Seat> seats = new TreeMap<>();

    private final BackgroundStep<VCenterSession> start;

    private LocalVSphere(VSphereConfigs configs, StatusBoard board, HealthWatch health) {
        this.configs = configs;
        this.board = board;
        this.health = health;
        this.start = BackgroundStep.start("vsphere", this::startParts);
    }

    /** Begins to start both. */
    static LocalVSphere start(VSphereConfigs configs, StatusBoard board, HealthWatch health) {
        return new LocalVSphere(configs, board, health);
    }

    /** Waits until both run and the vCenter owns the host. */
    void await() throws IOException {
        VCenterSession session = start.await();
        if (seats.isEmpty()) {
            health.add(ESXI, () -> {
                session.requireConnected();
                note(session);
            });
        }
        seats.forEach((number, seat) -> health.add(VSphereConfigs.hostPart(number), () -> {
            session.requireConnected(seat.address());
            note(number, seat, session);
        }));
        health.add(VCENTER, session::requireServing);
    }

    /** The names of the parts with such settings, in starting order. */
    static List<String> parts(VSphereSettings settings) {
        List<String> parts = new ArrayList<>();
        for (int number = 1; number <= settings.hosts(); number++) {
            parts.add(VSphereConfigs.hostPart(number));
        }
        if (parts.isEmpty()) {
            parts.add(ESXI);
        }
        parts.add(VCENTER);
        return parts;
    }

    private VCenterSession startParts() throws IOException, InterruptedException {
        return configs.settings().vsphere().hosts() == 0 ? startWithHostInside() : startWithHostsOutside();
    }

    /** The vCenter starts beside the hosts, which it needs only at the end. */
    private VCenterSession startWithHostsOutside() throws IOException, InterruptedException {
        PhysicalNetwork network = keep(PhysicalNetwork.open(
                configs.directory().hostsNetwork(), NetworkNamespace.ofThisProcess(), new SecureRandom()));
        Map<Integer, BackgroundStep<HostProcess>> starting = new TreeMap<>();
        for (int number = 1; number <= configs.settings().vsphere().hosts(); number++) {
            String part = VSphereConfigs.hostPart(number);
            PhysicalNetwork.Seat seat = network.seat(number);
            HostProcess.Plan plan = configs.host(number, seat);
            seats.put(number, seat);
            starting.put(
                    number,
                    keep(BackgroundStep.start(
                            part,
                            () -> board.step(part, "https://" + seat.address() + "/sdk", () -> {
                                HostProcess process = HostProcess.start(plan);
                                keep(process);
                                return process;
                            }))));
        }
        return board.step(VCENTER, configs.settings().vcenterUrl(), () -> {
            VCenterServer vcenter = keep(VCenterServer.start(configs.vcenter()));
            VCenterSession session = keep(VCenterSession.open(configs, vcenter));
            List<OwnHost> hosts = new ArrayList<>();
            for (Map.Entry<Integer, BackgroundStep<HostProcess>> each : starting.entrySet()) {
                each.getValue().await();
                hosts.add(configs.own(each.getKey(), requireNonNull(seats.get(each.getKey()))));
            }
            session.ensureOwnsAll(hosts);
            for (Map.Entry<Integer, PhysicalNetwork.Seat> each : seats.entrySet()) {
                note(each.getKey(), each.getValue(), session);
            }
            return session;
        });
    }

    private VCenterSession startWithHostInside() throws IOException, InterruptedException {
        board.step(ESXI, "https://" + configs.esxiAddress() + "/sdk", () -> keep(EsxiHost.start(configs.esxi())));
        return board.step(VCENTER, configs.settings().vcenterUrl(), () -> {
            VCenterServer vcenter = keep(VCenterServer.start(configs.vcenter()));
            VCenterSession session = keep(VCenterSession.open(configs, vcenter));
            session.ensureOwns(configs.own());
            note(session); // what its users want to know is there as soon as it is up
            return session;
        });
    }

    private void note(VCenterSession session) throws IOException, InterruptedException {
        board.note(ESXI, session.machines());
    }

    private void note(int number, PhysicalNetwork.Seat seat, VCenterSession session)
            throws IOException, InterruptedException {
        board.note(VSphereConfigs.hostPart(number), session.machines(seat.address()));
    }

    private <T extends AutoCloseable> T keep(T part) {
        started.push(part);
        return part;
    }

    @Override
    public void close() {
        start.close();
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "Stopping a part of vSphere failed", e);
            }
        }
        parts(configs.settings().vsphere()).reversed().forEach(board::stopped);
    }
}
