package dev.carafe.cli.cluster;

import dev.carafe.cli.vsphere.VCenterSession;
import dev.carafe.cli.vsphere.VSphereConfigs;
import dev.carafe.vsphere.esxi.host.EsxiHost;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The vSphere half of a cloud in this process: a host, and a vCenter that owns it. It is started on a thread of its own, beside the
 * Kubernetes half, and only that thread touches the parts until it has ended. Machines run on when this is closed.
 */
final class LocalVSphere implements AutoCloseable {
    static final String ESXI = "esxi";
    static final String VCENTER = "vcenter";

    private static final Logger LOG = System.getLogger(LocalVSphere.class.getName());

    private final VSphereConfigs configs;
    private final StatusBoard board;
    private final HealthWatch health;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
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
        health.add(ESXI, session::requireConnected);
        health.add(VCENTER, session::requireServing);
    }

    private VCenterSession startParts() throws IOException, InterruptedException {
        EsxiHost host = board.step(
                ESXI, "https://" + configs.esxiAddress() + "/sdk", () -> keep(EsxiHost.start(configs.esxi())));
        return board.step(VCENTER, configs.settings().vcenterUrl(), () -> {
            VCenterServer vcenter = keep(VCenterServer.start(configs.vcenter()));
            VCenterSession session = keep(VCenterSession.open(configs, vcenter));
            session.ensureOwns(host);
            return session;
        });
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
        board.stopped(VCENTER);
        board.stopped(ESXI);
    }
}
