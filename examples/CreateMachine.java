/*
 * Makes a virtual machine from an OVA, powers it on, waits for its address, and takes it away again. Run from a built tree:
 *
 * carafe image build-vm -o guest.ova
 * eval "$(carafe env)"
 * java -cp 'cli/target/lib/*' examples/CreateMachine.java guest.ova
 *
 * It reads GOVC_URL, GOVC_USERNAME and GOVC_PASSWORD, and trusts the certificates of the file GOVC_TLS_CA_CERTS; without
 * that file it trusts what the JDK trusts.
 */

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.ovf.OvfImport;
import dev.carafe.vsphere.client.ovf.OvfPackage;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.nio.file.Path;
import java.util.Objects;

void main(String[] arguments) throws Exception {
    String certificates = System.getenv("GOVC_TLS_CA_CERTS");
    Trust trust = certificates == null ? new Trust.JdkStore() : new Trust.CaFile(Path.of(certificates));
    try (VSphereClient client = VSphereClient.connect(ConnectionConfig.of(setting("GOVC_URL"), trust))) {
        client.login(setting("GOVC_USERNAME"), setting("GOVC_PASSWORD"));
        IO.println("Connected to " + client.content().about().fullName());

        VirtualMachines machines = new VirtualMachines(client);
        ManagedObjectReference<VirtualMachine> vm = imported(client, Path.of(arguments[0]));
        try {
            machines.powerOn(vm);
            IO.println("Waiting for the address of the guest …");
            IO.println("The guest has the address " + machines.awaitAddress(vm).getHostAddress());
            machines.powerOff(vm);
        } finally {
            machines.destroy(vm);
        }
        client.logout();
    }
}

String setting(String name) {
    return Objects.requireNonNull(System.getenv(name), () -> name + " is not set; `carafe env` prints it");
}

/** The machine of a package, on the first host, datastore and network that there are. */
ManagedObjectReference<VirtualMachine> imported(VSphereClient client, Path ova) throws Exception {
    Finder everywhere = new Finder(client);
    Finder finder = everywhere.in(everywhere.defaultDatacenter());
    var pool = new Hosts(client)
            .resourcePool(finder.list(Finder.Kind.HOST_SYSTEM, "*").getFirst().as());
    try (OvfPackage guest = OvfPackage.open(ova)) {
        var made = new OvfImport(
                        client,
                        pool,
                        finder.list(Finder.Kind.DATASTORE, "*").getFirst().as(),
                        finder.find(Finder.Kind.FOLDER, finder.defaultDatacenter().path() + "/vm").as())
                .network("VM Network", finder.find(Finder.Kind.NETWORK, "VM Network").as())
                .run(guest, "example", TransferProgress.NONE);
        return new ManagedObjectReference<>(made.type(), made.value());
    }
}
