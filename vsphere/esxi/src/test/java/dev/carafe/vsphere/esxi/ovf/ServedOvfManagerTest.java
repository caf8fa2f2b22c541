package dev.carafe.vsphere.esxi.ovf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.esxi.testing.Golden;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.OvfCreateDescriptorParams;
import dev.carafe.vsphere.vim.vim25.OvfCreateImportSpecParams;
import dev.carafe.vsphere.vim.vim25.OvfCreateImportSpecResult;
import dev.carafe.vsphere.vim.vim25.OvfFile;
import dev.carafe.vsphere.vim.vim25.OvfFileItem;
import dev.carafe.vsphere.vim.vim25.OvfManager;
import dev.carafe.vsphere.vim.vim25.OvfNetworkMapping;
import dev.carafe.vsphere.vim.vim25.OvfParseDescriptorParams;
import dev.carafe.vsphere.vim.vim25.OvfParseDescriptorResult;
import dev.carafe.vsphere.vim.vim25.OvfXmlFormat;
import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardNetworkBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualHardware;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineDefaultPowerOpInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFlagInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineImportSpec;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedOvfManagerTest {
    private static final ManagedObjectReference<ResourcePool> POOL =
            new ManagedObjectReference<>("ResourcePool", "ha-root-pool");
    private static final ManagedObjectReference<Datastore> STORE = new ManagedObjectReference<>("Datastore", "ds-1");

    private static final String OVF = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="r" xmlns:vssd="v" xmlns:vmw="w">
              <References>
                <File ovf:id="file1" ovf:href="web-disk1.vmdk" ovf:size="4096"/>
              </References>
              <DiskSection>
                <Disk ovf:diskId="disk1" ovf:fileRef="file1" ovf:capacity="2" ovf:capacityAllocationUnits="byte * 2^30" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized" ovf:populatedSize="8192"/>
                <Disk ovf:diskId="disk2" ovf:capacity="1048576"/>
              </DiskSection>
              <NetworkSection>
                <Network ovf:name="nat"><Description>The NAT network</Description></Network>
              </NetworkSection>
              <DeploymentOptionSection>
                <Configuration ovf:id="small"><Label>Small</Label><Description>S</Description></Configuration>
                <Configuration ovf:id="large" ovf:default="true"><Label>Large</Label><Description>L</Description></Configuration>
              </DeploymentOptionSection>
              <VirtualSystem ovf:id="vm">
                <Name>web</Name>
                <OperatingSystemSection ovf:id="94"><Info/></OperatingSystemSection>
                <AnnotationSection><Annotation>two
            lines</Annotation></AnnotationSection>
                <ProductSection><Product>Web</Product><Vendor>Us</Vendor><Category>Net</Category>
                  <Property ovf:key="ip" ovf:type="string" ovf:userConfigurable="true" ovf:value="dhcp"><Label>Address</Label></Property>
                </ProductSection>
                <VirtualHardwareSection>
                  <System><vssd:VirtualSystemType>vmx-07 vmx-13 vmx-99</vssd:VirtualSystemType></System>
                  <Item ovf:configuration="small"><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
                  <Item ovf:configuration="large"><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>4</rasd:VirtualQuantity><vmw:CoresPerSocket>2</vmw:CoresPerSocket></Item>
                  <Item><rasd:InstanceID>2</rasd:InstanceID><rasd:AllocationUnits>MegaBytes</rasd:AllocationUnits><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>512</rasd:VirtualQuantity></Item>
                  <Item><rasd:InstanceID>7</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:HostResource>ovf:/disk/disk1</rasd:HostResource><rasd:ResourceType>17</rasd:ResourceType></Item>
                  <Item><rasd:InstanceID>8</rasd:InstanceID><rasd:Parent>3</rasd:Parent><rasd:HostResource>ovf:/disk/disk2</rasd:HostResource><rasd:ResourceType>17</rasd:ResourceType></Item>
                  <Item><rasd:InstanceID>3</rasd:InstanceID><rasd:Address>0</rasd:Address><rasd:ResourceSubType>VirtualSCSI</rasd:ResourceSubType><rasd:ResourceType>6</rasd:ResourceType></Item>
                  <Item><rasd:InstanceID>4</rasd:InstanceID><rasd:Address>0</rasd:Address><rasd:ResourceType>5</rasd:ResourceType></Item>
                  <Item><rasd:InstanceID>5</rasd:InstanceID><rasd:Parent>4</rasd:Parent><rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:ResourceType>15</rasd:ResourceType></Item>
                  <Item><rasd:InstanceID>6</rasd:InstanceID><rasd:Connection>nat</rasd:Connection><rasd:ResourceSubType>VmxNet3 E1000</rasd:ResourceSubType><rasd:ResourceType>10</rasd:ResourceType></Item>
                  <Item ovf:required="false"><rasd:InstanceID>9</rasd:InstanceID><rasd:ElementName>Odd</rasd:ElementName><rasd:ResourceType>77</rasd:ResourceType></Item>
                  <vmw:Config ovf:required="false" vmw:key="firmware" vmw:value="efi"/>
                  <vmw:ExtraConfig ovf:required="false" vmw:key="guestinfo.x" vmw:value="y"/>
                </VirtualHardwareSection>
              </VirtualSystem>
            </Envelope>
            """;

    private final ObjectRegistry registry = new ObjectRegistry();
    private final ServedOvfManager manager =
            new ServedOvfManager(new ManagedObjectReference<OvfManager>("OvfManager", "ovf"), registry);

    private record Pool(ManagedObjectReference<ResourcePool> reference) implements ResourcePool, ServedObject {}

    private record Store(ManagedObjectReference<Datastore> reference) implements Datastore, ServedObject {}

    private record Net(ManagedObjectReference<Network> reference) implements Network, ServedObject {}

    private record Vm(ManagedObjectReference<dev.carafe.vsphere.vim.vim25.VirtualMachine> reference)
            implements dev.carafe.vsphere.vim.vim25.VirtualMachine, ServedObject {}

    @BeforeEach
    void setUp() {
        registry.change(changes -> {
            changes.add(
                    new Pool(POOL),
                    ResourcePoolProperties.builder().name("Resources").build());
            changes.add(
                    new Store(STORE),
                    DatastoreProperties.builder().name("datastore1").build());
            changes.add(
                    new Net(network("net-1")),
                    NetworkProperties.builder().name("VM Network").build());
            changes.add(
                    new Net(network("net-2")),
                    NetworkProperties.builder().name("Other").build());
        });
    }

    private static ManagedObjectReference<Network> network(String value) {
        return new ManagedObjectReference<>("Network", value);
    }

    private static OvfCreateImportSpecParams.Plain.Builder params() {
        return OvfCreateImportSpecParams.builder()
                .locale("")
                .deploymentOption("")
                .entityName("");
    }

    private OvfCreateImportSpecResult create(String ovf, OvfCreateImportSpecParams.Plain.Builder params) {
        return manager.createImportSpec(ovf, POOL, STORE, params.build());
    }

    private static VirtualMachineConfigSpec spec(OvfCreateImportSpecResult result) {
        assertThat(result.error())
                .extracting(LocalizedMethodFault::localizedMessage)
                .isEmpty();
        return ((VirtualMachineImportSpec) Objects.requireNonNull(result.importSpec())).configSpec();
    }

    private static <D extends VirtualDevice> List<D> devices(VirtualMachineConfigSpec spec, Class<D> kind) {
        return spec.deviceChange().stream()
                .map(VirtualDeviceConfigSpec::device)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    @Test
    void makesAnImportSpec() {
        OvfCreateImportSpecResult result = create(OVF, params().entityName("web2"));
        VirtualMachineConfigSpec spec = spec(result);
        assertThat(spec.name()).isEqualTo("web2");
        assertThat(spec.version()).isEqualTo("vmx-13");
        assertThat(spec.guestId()).isEqualTo("ubuntu64Guest");
        assertThat(spec.annotation()).isEqualTo("two\nlines");
        assertThat(spec.numCPUs()).isEqualTo(4);
        assertThat(spec.numCoresPerSocket()).isEqualTo(2);
        assertThat(spec.memoryMB()).isEqualTo(512);
        assertThat(spec.firmware()).isEqualTo("efi");
        assertThat(Objects.requireNonNull(spec.files()).vmPathName()).isEqualTo("[datastore1]");
        assertThat(spec.extraConfig())
                .singleElement()
                .satisfies(o -> assertThat(o.key()).isEqualTo("guestinfo.x"));
        ParaVirtualSCSIController scsi =
                devices(spec, ParaVirtualSCSIController.class).getFirst();
        assertThat(scsi.key()).isNegative();
        List<VirtualDisk> disks = devices(spec, VirtualDisk.class);
        assertThat(disks).extracting(VirtualDisk::controllerKey).containsOnly(scsi.key());
        assertThat(disks).extracting(VirtualDisk::unitNumber).containsExactly(0, 1);
        assertThat(disks.getFirst().capacityInKB()).isEqualTo(2L << 20);
        assertThat(spec.deviceChange())
                .extracting(change -> change.device().key())
                .doesNotHaveDuplicates();
        assertThat(result.fileItem()).singleElement().satisfies(item -> {
            assertThat(item.deviceId()).isEqualTo("/web2/ParaVirtualSCSIController0:0");
            assertThat(item.path()).isEqualTo("web-disk1.vmdk");
            assertThat(item.size()).isEqualTo(4096);
            assertThat(item.create()).isFalse();
        });
        assertThat(result.warning())
                .extracting(LocalizedMethodFault::localizedMessage)
                .anySatisfy(text -> assertThat(text).contains("'Odd' (type 77)"))
                .anySatisfy(text -> assertThat(text).contains("no network 'nat'; 'Other'"));
    }

    @Test
    void takesTheFirmwaresVariablesOfAnEfiMachine() {
        String both = OVF.replace(
                        "</References>", "<File ovf:id=\"file2\" ovf:href=\"web.nvram\" ovf:size=\"77\"/></References>")
                .replace(
                        "<vmw:ExtraConfig",
                        "<vmw:ExtraConfig vmw:key=\"nvram\" vmw:value=\"ovf:/file/file2\"/><vmw:ExtraConfig");
        OvfCreateImportSpecResult result = create(both, params().entityName("web2"));
        assertThat(result.fileItem()).last().satisfies(item -> {
            assertThat(item.deviceId()).isEqualTo("/web2/nvram");
            assertThat(item.path()).isEqualTo("web.nvram");
            assertThat(item.size()).isEqualTo(77);
            assertThat(item.create()).as("it is put, not posted").isTrue();
        });
        assertThat(spec(result).extraConfig()).anyMatch(ImportNvram::isComing).hasSize(2);
        for (String none : List.of(
                both.replace("vmw:value=\"efi\"", "vmw:value=\"bios\""),
                both.replace("ovf:/file/file2", "web.nvram"))) {
            OvfCreateImportSpecResult without = create(none, params());
            assertThat(without.fileItem()).hasSize(1);
            assertThat(spec(without).extraConfig())
                    .noneMatch(option -> option.key().equals("nvram"));
        }
        assertThat(create(both.replace("file/file2", "file/file3"), params()).error())
                .singleElement()
                .satisfies(error -> assertThat(error.localizedMessage()).contains("ovf:/file/file3"));
    }

    @Test
    void mapsNetworksAndDisks() {
        VirtualMachineConfigSpec spec = spec(create(
                OVF,
                params().deploymentOption("small")
                        .diskProvisioning("thick")
                        .networkMapping(List.of(OvfNetworkMapping.builder()
                                .name("nat")
                                .network(network("net-1"))
                                .build()))));
        assertThat(spec.numCPUs()).isEqualTo(1);
        assertThat(spec.name()).isEqualTo("web");
        VirtualEthernetCard card = devices(spec, VirtualEthernetCard.class).getFirst();
        assertThat(card).isInstanceOf(VirtualVmxnet3.class);
        assertThat(card.backing()).isInstanceOfSatisfying(VirtualEthernetCardNetworkBackingInfo.class, backing -> {
            assertThat(backing.deviceName()).isEqualTo("VM Network");
            assertThat(backing.network()).isEqualTo(network("net-1"));
        });
        assertThat(devices(spec, VirtualDisk.class).getFirst().backing())
                .isInstanceOfSatisfying(
                        VirtualDiskFlatVer2BackingInfo.class,
                        backing -> assertThat(backing.thinProvisioned()).isFalse());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "vmx-07 vmx-13 vmx-99~vmx-99~No hardware family",
                "ovf:/disk/disk2~ovf:/disk/disk9~ovf:/disk/disk9",
                "<rasd:Parent>4</rasd:Parent>~<rasd:Parent>44</rasd:Parent>~'44'",
                "<rasd:Connection>nat~<rasd:Connection>lan~'lan'",
                "VirtualSCSI~teleporter~teleporter",
                "<rasd:VirtualQuantity>512~<rasd:VirtualQuantity>lots~'lots MegaBytes'",
                "<rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:HostResource>~<rasd:AddressOnParent>7</rasd:AddressOnParent><rasd:HostResource>~AddressOnParent",
                "ovf:capacity=\"2\"~ovf:capacity=\"${size}\"~capacity",
                "ovf:fileRef=\"file1\"~ovf:fileRef=\"file2\"~'file2'",
                "#streamOptimized~x~format~",
                "ovf:size=\"4096\"~ovf:size=\"4096\" ovf:compression=\"gzip\"~gzip",
                "<Item ovf:required=\"false\">~<Item>~type 77",
                "VirtualSystem ovf:id~VirtualSystemCollection ovf:id~vApp",
                "<AnnotationSection>~<vmw:OddSection/><AnnotationSection>~OddSection",
                "ovf:id=\"small\"~ovf:id=\"\"~no attribute id",
                "<References>~<References><File ovf:id=\"file1\" ovf:href=\"x\"/>~Two files",
            })
    void saysWhatCannotBeImported(String from, String to, String message) {
        String broken = OVF.replace(
                        "vmdk.html#streamOptimized", from.startsWith("#") ? "vhd" : "vmdk.html#streamOptimized")
                .replace(from, to);
        if (to.contains("Collection")) {
            broken = broken.replace("</VirtualSystem>", "</VirtualSystemCollection>");
        }
        OvfCreateImportSpecResult result = create(broken, params());
        assertThat(result.importSpec()).isNull();
        assertThat(result.fileItem()).isEmpty();
        assertThat(result.error())
                .extracting(LocalizedMethodFault::localizedMessage)
                .anySatisfy(text -> assertThat(text).contains(message));
    }

    @Test
    void refusesAnUnknownOptionAndProvisioning() {
        assertThat(create(OVF, params().deploymentOption("huge")).error()).isNotEmpty();
        assertThat(create(OVF, params().diskProvisioning("monolithicSparse")).error())
                .isNotEmpty();
    }

    @Test
    void readsNoEntityAndNoBomb() {
        String bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><Envelope>&b;</Envelope>";
        String deep = "<Envelope>" + "<a>".repeat(5000) + "</a>".repeat(5000) + "</Envelope>";
        String wide = "<Envelope>" + "<a/>".repeat(30_000) + "</Envelope>";
        for (String text : List.of(bomb, deep, wide, "", "<Envelope>", "no xml", "<Other/>", "<Envelope/>")) {
            OvfParseDescriptorResult result = manager.parseDescriptor(
                    text,
                    OvfParseDescriptorParams.builder()
                            .locale("")
                            .deploymentOption("")
                            .build());
            assertThat(result.error())
                    .singleElement()
                    .satisfies(error -> assertThat(error.fault()).isInstanceOf(OvfXmlFormat.class));
        }
    }

    @Test
    void tellsWhatSomebodyIsToSee() {
        OvfParseDescriptorResult result = manager.parseDescriptor(
                OVF,
                OvfParseDescriptorParams.builder()
                        .locale("")
                        .deploymentOption("")
                        .build());
        assertThat(result.defaultEntityName()).isEqualTo("web");
        assertThat(result.network())
                .singleElement()
                .satisfies(n -> assertThat(n.description()).isEqualTo("The NAT network"));
        assertThat(result.defaultDeploymentOption()).isEqualTo("large");
        assertThat(result.approximateDownloadSize()).isEqualTo(4096);
        assertThat(result.approximateFlatDeploymentSize()).isEqualTo((2L << 30) + 1_048_576);
        assertThat(result.approximateSparseDeploymentSize()).isEqualTo(8192 + 1_048_576);
        assertThat(result.property()).singleElement().satisfies(p -> {
            assertThat(p.id()).isEqualTo("ip");
            assertThat(p.category()).isEqualTo("Net");
            assertThat(p.defaultValue()).isEqualTo("dhcp");
        });
    }

    @Test
    void writesADescriptorThatItReadsAgain() throws IOException {
        VirtualMachineConfigSpec imported = spec(create(OVF, params()));
        ManagedObjectReference<dev.carafe.vsphere.vim.vim25.VirtualMachine> machine =
                new ManagedObjectReference<>("VirtualMachine", "12");
        registry.change(changes -> changes.add(
                new Vm(machine),
                dev.carafe.vsphere.vim.vim25.VirtualMachineProperties.builder()
                        .name("web")
                        .config(config(imported))
                        .build()));
        String written = manager.createDescriptor(
                        machine,
                        OvfCreateDescriptorParams.builder()
                                .name("we\"b & <co>")
                                .ovfFiles(List.of(
                                        OvfFile.builder()
                                                .deviceId("/12/ParaVirtualSCSIController0:0")
                                                .path("web-disk-0.vmdk")
                                                .size(777)
                                                .populatedSize(888L)
                                                .build(),
                                        OvfFile.builder()
                                                .deviceId("/12/nvram")
                                                .path("web-file-1.nvram")
                                                .size(999)
                                                .build()))
                                .build())
                .ovfDescriptor();
        Golden.check("ovf/export.ovf", written.lines().toList());
        OvfCreateImportSpecResult again = create(written, params());
        VirtualMachineConfigSpec spec = spec(again);
        assertThat(spec.name()).isEqualTo("we\"b & <co>");
        assertThat(spec.numCPUs()).isEqualTo(4);
        assertThat(spec.numCoresPerSocket()).isEqualTo(2);
        assertThat(spec.memoryMB()).isEqualTo(512);
        assertThat(devices(spec, VirtualDisk.class))
                .extracting(VirtualDisk::capacityInKB)
                .containsExactly(2L << 20, 1024L);
        assertThat(devices(spec, VirtualVmxnet3.class)).hasSize(1);
        assertThat(again.fileItem())
                .extracting(OvfFileItem::path)
                .containsExactly("web-disk-0.vmdk", "web-file-1.nvram");
        assertThat(Objects.requireNonNull(spec.bootOptions()).efiSecureBootEnabled())
                .isTrue();
    }

    private static VirtualMachineConfigInfo config(VirtualMachineConfigSpec spec) {
        return VirtualMachineConfigInfo.builder()
                .changeVersion("1")
                .modified(Instant.EPOCH)
                .name("web")
                .guestFullName("Ubuntu Linux (64-bit)")
                .version("vmx-13")
                .uuid("42001122-3344-5566-7788-99aabbccddee")
                .template(false)
                .guestId("ubuntu64Guest")
                .alternateGuestName("")
                .annotation("two\nlines")
                .firmware("efi")
                .bootOptions(VirtualMachineBootOptions.builder()
                        .efiSecureBootEnabled(true)
                        .build())
                .files(VirtualMachineFileInfo.builder().build())
                .flags(VirtualMachineFlagInfo.builder().build())
                .defaultPowerOps(VirtualMachineDefaultPowerOpInfo.builder().build())
                .hardware(VirtualHardware.builder()
                        .numCPU(4)
                        .numCoresPerSocket(2)
                        .memoryMB(512)
                        .device(spec.deviceChange().stream()
                                .map(VirtualDeviceConfigSpec::device)
                                .toList())
                        .build())
                .build();
    }
}
