package dev.carafe.vsphere.esxi.host;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.esxi.confinement.HostConfinement;
import dev.carafe.vsphere.esxi.confinement.UserRange;
import dev.carafe.vsphere.esxi.console.ConsoleEndpoint;
import dev.carafe.vsphere.esxi.console.ConsoleTickets;
import dev.carafe.vsphere.esxi.console.Screen;
import dev.carafe.vsphere.esxi.console.ScreenEndpoint;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.guest.GuestAgent;
import dev.carafe.vsphere.esxi.guest.GuestAgents;
import dev.carafe.vsphere.esxi.guestops.GuestFileEndpoint;
import dev.carafe.vsphere.esxi.guestops.GuestOperations;
import dev.carafe.vsphere.esxi.network.HostNetwork;
import dev.carafe.vsphere.esxi.services.AgentGuestTools;
import dev.carafe.vsphere.esxi.services.HostConfinements;
import dev.carafe.vsphere.esxi.services.HostConsoles;
import dev.carafe.vsphere.esxi.services.HostNetworkPorts;
import dev.carafe.vsphere.esxi.vm.Confinements;
import dev.carafe.vsphere.esxi.vm.NetworkPorts;
import dev.carafe.vsphere.esxi.vm.VirtualMachines;
import dev.carafe.vsphere.esxi.vm.VmHost;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vmomi.edge.Routes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** What the host's machines stand on: its networks, who they run as, their guests' agents, their consoles. */
final class MachineGround implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(MachineGround.class.getName());

    /** What a name of this host on its machine has of its UUID. */
    static final int SHORT_ID = 8;

    private final HostModel model;
    private final HostAddresses addresses;
    private final ObjectRegistry registry;
    private final NetworkPorts network;
    private final Confinements confinements;
    private final GuestAgents agents = new GuestAgents(new SecureRandom());
    private final ConsoleTickets tickets;
    private final InstantSource clock;

    private MachineGround(
            HostModel model,
            HostAddresses addresses,
            ObjectRegistry registry,
            NetworkPorts network,
            Confinements confinements,
            InstantSource clock) {
        this.model = model;
        this.addresses = addresses;
        this.registry = registry;
        this.network = network;
        this.confinements = confinements;
        this.clock = clock;
        tickets = new ConsoleTickets(clock, new SecureRandom());
    }

    static MachineGround open(
            StateFolder state,
            HostModel model,
            HostAddresses addresses,
            ObjectRegistry registry,
            Optional<HostNetwork> network,
            InstantSource clock)
            throws IOException {
        return new MachineGround(
                model,
                addresses,
                registry,
                network.map(each -> (NetworkPorts) new HostNetworkPorts(each)).orElse(NetworkPorts.NONE),
                confinements(state, model),
                clock);
    }

    /** Only root can give machines users of their own. */
    private static Confinements confinements(StateFolder state, HostModel model) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Confinements.NONE;
        }
        HostConfinement confinement = HostConfinement.open(
                state.file("machine-users"),
                model.uuid().substring(0, SHORT_ID),
                UserRange.ofHost(model.uuid()),
                model.facts().cpu().mhz());
        LOG.log(Level.INFO, "Machines are confined: {0}", confinement.facts());
        return new HostConfinements(confinement);
    }

    VmHost.Ground with(Datastores datastores, DiskStore disks) {
        return new VmHost.Ground(
                datastores,
                disks,
                model.qemu()::facts,
                network,
                confinements,
                new AgentGuestTools(agents),
                new HostConsoles(tickets, this::door));
    }

    NetworkPorts network() {
        return network;
    }

    /** Where consoles are reached: the port is known when the host serves. */
    private HostConsoles.Door door() {
        String host =
                addresses.management().map(HostAddresses.Management::address).orElse(model.name());
        return new HostConsoles.Door(host, port(), model.certificate().thumbprint());
    }

    private int port() {
        return registry.properties(HostNames.HOST)
                .map(properties -> ((HostSystemProperties) properties).summary())
                .map(summary -> summary.config().port())
                .orElse(model.port());
    }

    /** Has consoles, screens and guest operations served. */
    void addTo(Routes routes, HostLogin login, Supplier<VirtualMachines> machines) {
        routes.add(ConsoleEndpoint.PREFIX, new ConsoleEndpoint(tickets))
                .add(
                        ScreenEndpoint.PATH,
                        new ScreenEndpoint(
                                (exchange, machine) -> refusal(login, exchange, machine),
                                machine -> machines.get().process(reference(machine)),
                                new Screen()));
        GuestOperations guests = GuestOperations.open(
                HostContent.GUEST_OPERATIONS_MANAGER,
                registry,
                machine -> agent(machines.get(), machine),
                clock,
                new SecureRandom(),
                this::port);
        routes.add(GuestFileEndpoint.PATH, guests.endpoint());
    }

    private GuestAgent agent(VirtualMachines machines, ManagedObjectReference<?> machine) {
        return machines.process(machine)
                .map(process -> agents.of(process.placement().guestAgentSocket()))
                .orElseThrow(() -> registry.find(machine).isEmpty()
                        ? ManagedObjectNotFound.builder()
                                .obj(machine)
                                .build()
                                .exception("There is no virtual machine " + machine.value() + " on this host.")
                        : InvalidPowerState.builder()
                                .requestedState(VirtualMachinePowerState.POWERED_ON)
                                .existingState(VirtualMachinePowerState.POWERED_OFF)
                                .build()
                                .exception("The guest operations are of machines that are powered on."));
    }

    private static ManagedObjectReference<?> reference(String machine) {
        return new ManagedObjectReference<>("VirtualMachine", machine);
    }

    private static Optional<ScreenEndpoint.Refusal> refusal(HostLogin login, HttpExchange exchange, String machine) {
        Optional<String> user;
        try {
            user = login.user(exchange);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.of(new ScreenEndpoint.Refusal(503, "The server ends."));
        }
        if (user.isEmpty()) {
            return Optional.of(new ScreenEndpoint.Refusal(401, "Log in, or send a user's name and password."));
        }
        return login.may(user.get(), reference(machine), "VirtualMachine.Interact.ConsoleInteract")
                ? Optional.empty()
                : Optional.of(new ScreenEndpoint.Refusal(403, user.get() + " may not look at that machine's screen."));
    }

    @Override
    public void close() {
        agents.close();
    }
}
