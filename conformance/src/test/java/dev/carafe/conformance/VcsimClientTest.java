package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.RestClient;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.customfield.CustomFields;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.ovf.OvfImport;
import dev.carafe.vsphere.client.ovf.OvfPackage;
import dev.carafe.vsphere.client.tag.Tag;
import dev.carafe.vsphere.client.tag.Tags;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client library against upstream's vcsim as a vCenter, where it also has what one host has not. */
@BesideOthers
class VcsimClientTest extends VSphereClientContract {
    @TempDir
    Path folder;

    @Override
    VSphereServer start(Path folder) throws Exception {
        return Vcsim.start();
    }

    @Test
    void tagsAreMadeAttachedAndTakenAway() throws Exception {
        RestClient rest = RestClient.login(client.connection(), Vcsim.USER, Vcsim.PASSWORD);
        assertThat(rest.isActive()).isTrue();
        Tags tags = new Tags(rest);
        ManagedObjectReference<?> vm =
                finder.find(Finder.Kind.VIRTUAL_MACHINE, "DC0_H0_VM0").object();
        String category = tags.createCategory("owner", "whose it is", false, List.of("VirtualMachine"));
        String tag = tags.createTag(category, "me", "");

        assertThat(tags.tag(tag)).isEqualTo(new Tag(tag, category, "me", ""));
        assertThat(tags.categoryByName("owner").orElseThrow().associableTypes()).containsExactly("VirtualMachine");
        assertThat(tags.tagIds(category)).containsExactly(tag);
        tags.attach(tag, vm);
        assertThat(tags.attached(vm)).containsExactly(tag);
        assertThat(tags.objects(tag)).hasToString("[" + vm + "]");
        assertThat(tags.attached(List.of(vm))).containsValue(List.of(tag));
        tags.detach(tag, vm);
        assertThat(tags.attached(vm)).isEmpty();
        tags.deleteTag(tag);
        tags.deleteCategory(category);
        assertThat(tags.categoryIds()).isEmpty();
        rest.logout();
    }

    @Test
    void customFieldsHaveValues() throws Exception {
        CustomFields fields = new CustomFields(client);
        ManagedObjectReference<VirtualMachine> vm =
                finder.find(Finder.Kind.VIRTUAL_MACHINE, "DC0_H0_VM0").as();
        int key = fields.add("backup", "VirtualMachine").key();
        fields.set(vm, key, "nightly");
        assertThat(fields.values(vm)).containsEntry("backup", "nightly");
        fields.remove(key);
        assertThat(fields.definition("backup")).isEmpty();
    }

    /** vcsim exports nothing, so the package is one of the test's own. */
    @Test
    void aPackageIsImportedAndADamagedOneLeavesNothing() throws Exception {
        Path ovf = folder.resolve("guest.ovf");
        byte[] disk = "not really a disk".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("guest-disk1.vmdk"), disk);
        Files.writeString(ovf, """
                <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"
                 xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
                <References><File ovf:href="guest-disk1.vmdk" ovf:id="file1" ovf:size="17"/></References>
                <DiskSection><Info/><Disk ovf:capacity="16" ovf:capacityAllocationUnits="byte * 2^20" ovf:diskId="disk1"
                 ovf:fileRef="file1" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
                </DiskSection>
                <NetworkSection><Info/><Network ovf:name="nat"><Description/></Network></NetworkSection>
                <VirtualSystem ovf:id="guest"><Info/><Name>guest</Name>
                <OperatingSystemSection ovf:id="1"><Info/></OperatingSystemSection>
                <VirtualHardwareSection><Info/>
                <System xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData">
                 <vssd:ElementName>hardware</vssd:ElementName><vssd:InstanceID>0</vssd:InstanceID>
                 <vssd:VirtualSystemType>vmx-13</vssd:VirtualSystemType></System>
                <Item><rasd:ElementName>1 CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID>
                 <rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>1</rasd:VirtualQuantity></Item>
                <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:ElementName>64 MB</rasd:ElementName>
                 <rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType>
                 <rasd:VirtualQuantity>64</rasd:VirtualQuantity></Item>
                <Item><rasd:Address>0</rasd:Address><rasd:ElementName>scsi</rasd:ElementName>
                 <rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceSubType>VirtualSCSI</rasd:ResourceSubType>
                 <rasd:ResourceType>6</rasd:ResourceType></Item>
                <Item><rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:ElementName>disk</rasd:ElementName>
                 <rasd:HostResource>ovf:/disk/disk1</rasd:HostResource><rasd:InstanceID>4</rasd:InstanceID>
                 <rasd:Parent>3</rasd:Parent><rasd:ResourceType>17</rasd:ResourceType></Item>
                </VirtualHardwareSection></VirtualSystem></Envelope>
                """);
        OvfImport importer = new OvfImport(client, new Hosts(client).resourcePool(host()), datastore(), folder())
                .network("nat", finder.find(Finder.Kind.NETWORK, network()).as());
        List<Long> moved = new ArrayList<>();
        try (OvfPackage guest = OvfPackage.open(ovf)) {
            ManagedObjectReference<?> vm = importer.run(guest, "imported", (bytes, _) -> moved.add(bytes));
            assertThat(finder.find(Finder.Kind.VIRTUAL_MACHINE, "imported").object())
                    .isEqualTo(vm);
        }
        assertThat(moved).endsWith((long) disk.length);

        Files.writeString(folder.resolve("guest.mf"), "SHA256(guest-disk1.vmdk)= " + "0".repeat(64) + "\n");
        try (OvfPackage damaged = OvfPackage.open(ovf)) {
            assertThatIOException()
                    .isThrownBy(() -> importer.run(damaged, "damaged", TransferProgress.NONE))
                    .withMessageContaining("is not what the manifest says");
        }
    }
}
