package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.hardware.ConfigInfo;
import dev.carafe.vsphere.esxi.hardware.DiskFacts;
import dev.carafe.vsphere.esxi.hardware.HardwareView;
import dev.carafe.vsphere.esxi.hardware.MachineFacts;
import dev.carafe.vsphere.esxi.hardware.Summary;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFaultToleranceState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineQuickStats;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRecordReplayState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineStorageInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineStorageSummary;
import dev.carafe.vsphere.vim.vim25.VirtualMachineUsageOnDatastore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A machine's properties made from its state. Touches no file. */
final class MachineView implements HardwareView {
    private final MachineState state;
    private final VmHost host;

    MachineView(MachineState state, VmHost host) {
        this.state = state;
        this.host = host;
    }

    @Override
    public String path(String fileName) {
        if (fileName.isEmpty()) {
            return state.folder().path().toString();
        }
        try {
            return state.folder().path().resolve(fileName).toString();
        } catch (InvalidDatastorePathException wrong) {
            return wrong.path(); // a file says what it says; powering on refuses it
        }
    }

    @Override
    public @Nullable ManagedObjectReference<Datastore> datastore(String path) {
        int end = path.indexOf(']');
        return end < 1
                ? null
                : host.place().datastore().apply(path.substring(1, end)).orElse(null);
    }

    @Override
    public @Nullable ManagedObjectReference<? extends Network> network(String portGroup) {
        return host.place().network().apply(portGroup).orElse(null);
    }

    @Override
    public Optional<DiskFacts> disk(int key) {
        return Optional.ofNullable(state.disks().get(key));
    }

    @Override
    public boolean connected(int key) {
        return state.live().connected().contains(key);
    }

    /** The names of the datastores that the machine's files are on, the one with its configuration first. */
    List<String> datastores() {
        return Stream.concat(
                        Stream.of(state.folder().vmx().datastore()),
                        state.disks().values().stream()
                                .flatMap(disk -> disk.chain().stream())
                                .map(path -> DatastorePath.parse(path).datastore()))
                .distinct()
                .toList();
    }

    List<ManagedObjectReference<Datastore>> datastoreReferences() {
        return datastores().stream()
                .map(host.place().datastore())
                .flatMap(Optional::stream)
                .toList();
    }

    List<ManagedObjectReference<? extends Network>> networkReferences() {
        return state.hardware().devices().nics().stream()
                .map(Nic::portGroup)
                .distinct()
                .map(host.place().network())
                .<ManagedObjectReference<? extends Network>>flatMap(Optional::stream)
                .toList();
    }

    VirtualMachineConfigInfo config() {
        return config(state.folder().template());
    }

    VirtualMachineConfigInfo config(boolean template) {
        return ConfigInfo.of(
                state.hardware(),
                new MachineFacts(
                        state.folder().vmx().toString(),
                        state.version().modified(),
                        changeVersion(state),
                        template,
                        datastores().stream()
                                .map(name -> new MachineFacts.DatastoreUrl(name, url(name)))
                                .toList()),
                this);
    }

    private String url(String datastore) {
        return "/vmfs/volumes/"
                + host.place()
                        .datastore()
                        .apply(datastore)
                        .map(ManagedObjectReference::value)
                        .orElse(datastore);
    }

    static String changeVersion(MachineState state) {
        return state.version().modified() + "/" + state.version().change();
    }

    static VirtualMachineProperties update(VirtualMachineProperties before, Machine machine, VmHost host) {
        MachineState state = machine.state();
        MachineView view = new MachineView(state, host);
        VirtualMachineConfigInfo config = view.config();
        VirtualMachineRuntimeInfo runtime = view.runtime();
        Instant now = state.version().modified();
        long committed = state.files().committedBytes();
        long capacity = state.disks().values().stream()
                .mapToLong(DiskFacts::capacityBytes)
                .sum();
        long uncommitted = Math.max(0, capacity - committed);
        List<ManagedObjectReference<Datastore>> datastores = view.datastoreReferences();
        boolean on = state.live().power() == VirtualMachinePowerState.POWERED_ON;
        ManagedEntityStatus heartbeat =
                on && "guestToolsRunning".equals(state.live().guest().toolsRunningStatus())
                        ? ManagedEntityStatus.GREEN
                        : ManagedEntityStatus.GRAY;
        VirtualMachineQuickStats stats = before.summary() != null && on
                ? before.summary().quickStats()
                : VirtualMachineQuickStats.builder()
                        .overallCpuUsage(0)
                        .guestMemoryUsage(0)
                        .hostMemoryUsage(0)
                        .guestHeartbeatStatus(heartbeat)
                        .uptimeSeconds(0)
                        .build();
        return before.toBuilder()
                .name(machine.name())
                .overallStatus(
                        state.live().question().isPresent() ? ManagedEntityStatus.YELLOW : ManagedEntityStatus.GREEN)
                .configStatus(ManagedEntityStatus.GREEN)
                .alarmActionsEnabled(true)
                .capability(Summary.capability(state.hardware().devices()))
                .config(config)
                .layout(state.files().plain())
                .layoutEx(state.files().extended(now))
                .storage(VirtualMachineStorageInfo.builder()
                        .perDatastoreUsage(datastores.stream()
                                .limit(1)
                                .map(datastore -> VirtualMachineUsageOnDatastore.builder()
                                        .datastore(datastore)
                                        .committed(committed)
                                        .uncommitted(uncommitted)
                                        .unshared(committed)
                                        .build())
                                .toList())
                        .timestamp(now)
                        .build())
                .environmentBrowser(host.place().browser())
                .runtime(runtime)
                .guest(state.live().guest())
                .summary(Summary.of(
                        machine.reference(),
                        config,
                        runtime,
                        state.live().guest(),
                        VirtualMachineStorageSummary.builder()
                                .committed(committed)
                                .uncommitted(uncommitted)
                                .unshared(committed)
                                .timestamp(now)
                                .build(),
                        stats))
                .datastore(datastores)
                .network(view.networkReferences())
                .snapshot(SnapshotViews.info(state, machine.reference()))
                .rootSnapshot(SnapshotViews.roots(state, machine.reference()))
                .guestHeartbeatStatus(heartbeat)
                .build();
    }

    private VirtualMachineConnectionState connection() {
        if (!host.ground().datastores().isAccessible(state.folder().vmx().datastore())) {
            return VirtualMachineConnectionState.INACCESSIBLE;
        }
        return VirtualMachines.isBroken(state)
                ? VirtualMachineConnectionState.INVALID
                : VirtualMachineConnectionState.CONNECTED;
    }

    private VirtualMachineRuntimeInfo runtime() {
        MachineState.Live live = state.live();
        boolean on = live.power() == VirtualMachinePowerState.POWERED_ON;
        return VirtualMachineRuntimeInfo.builder()
                .host(host.place().host())
                .connectionState(connection())
                .powerState(live.power())
                .vmFailoverInProgress(false)
                .faultToleranceState(VirtualMachineFaultToleranceState.NOT_CONFIGURED)
                .toolsInstallerMounted(false)
                .suspendTime(live.suspendTime())
                .bootTime(on ? live.bootTime() : null)
                .suspendInterval(0L)
                .question(live.question().orElse(null))
                .maxCpuUsage(on ? state.hardware().cpus().count() * 2_000 : null)
                .maxMemoryUsage(on ? (int) state.hardware().memory().sizeMib() : null)
                .numMksConnections(0)
                .recordReplayState(VirtualMachineRecordReplayState.INACTIVE)
                .cleanPowerOff(on ? null : live.cleanPowerOff())
                .onlineStandby(false)
                .consolidationNeeded(Chains.needConsolidation(state))
                .paused(live.paused())
                .snapshotInBackground(false)
                .suspendedToMemory(false)
                .build();
    }
}
