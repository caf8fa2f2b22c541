package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.ConcurrentAccess;
import dev.carafe.vsphere.vim.vim25.CustomFieldDef;
import dev.carafe.vsphere.vim.vim25.CustomFieldStringValue;
import dev.carafe.vsphere.vim.vim25.CustomFieldsManager;
import dev.carafe.vsphere.vim.vim25.CustomizationGlobalIPSettings;
import dev.carafe.vsphere.vim.vim25.CustomizationLinuxPrep;
import dev.carafe.vsphere.vim.vim25.CustomizationSpec;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecInfo;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecItem;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecManager;
import dev.carafe.vsphere.vim.vim25.CustomizationSpecManagerProperties;
import dev.carafe.vsphere.vim.vim25.CustomizationVirtualMachineName;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DatastoreNamespaceManager;
import dev.carafe.vsphere.vim.vim25.Description;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.Extension;
import dev.carafe.vsphere.vim.vim25.ExtensionManager;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.InvalidDatastore;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.LicenseManager;
import dev.carafe.vsphere.vim.vim25.LicenseManagerProperties;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.NoClientCertificate;
import dev.carafe.vsphere.vim.vim25.NotFound;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ManagersOfVCenterTest {
    @TempDir
    Path directory = Path.of("");

    private static CustomFieldsManager fields(RunningVCenter vcenter) {
        return CustomFieldsManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().customFieldsManager()));
    }

    private static ExtensionManager extensions(RunningVCenter vcenter) {
        return ExtensionManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().extensionManager()));
    }

    @Test
    void keepsWhatItsManagersWereTold() throws Exception {
        ManagedObjectReference<Datacenter> datacenter;
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            datacenter = vcenter.root().createDatacenter("dc");
            CustomFieldDef field = fields(vcenter).addCustomFieldDef("owner", "Datacenter", null, null);
            assertThatThrownBy(() -> fields(vcenter).addCustomFieldDef("owner", null, null, null))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(DuplicateName.class));
            fields(vcenter).setField(datacenter, field.key(), "me");
            extensions(vcenter)
                    .registerExtension(Extension.builder()
                            .key("com.example")
                            .version("1")
                            .description(Description.builder()
                                    .label("example")
                                    .summary("an example")
                                    .build())
                            .lastHeartbeatTime(Instant.EPOCH)
                            .build());
            LicenseManager.stub(
                            vcenter.client.connection(),
                            Objects.requireNonNull(vcenter.client.content().licenseManager()))
                    .addLicense("AAAAA", List.of());
        }
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            DatacenterProperties properties = vcenter.read(datacenter, DatacenterProperties.class);
            assertThat(properties.customValue())
                    .containsExactly(
                            CustomFieldStringValue.builder().key(1).value("me").build());
            assertThat(properties.availableField())
                    .extracting(CustomFieldDef::name)
                    .containsExactly("owner");
            assertThat(Objects.requireNonNull(extensions(vcenter).findExtension("com.example"))
                            .version())
                    .isEqualTo("1");
            assertThatThrownBy(() -> extensions(vcenter).unregisterExtension("com.none"))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotFound.class));
            assertThat(vcenter.read(
                                    Objects.requireNonNull(
                                            vcenter.client.content().licenseManager()),
                                    LicenseManagerProperties.class)
                            .licenses())
                    .extracting(license -> license.licenseKey())
                    .contains("AAAAA");
            fields(vcenter).removeCustomFieldDef(1);
            assertThat(vcenter.read(datacenter, DatacenterProperties.class).customValue())
                    .isEmpty();
        }
    }

    @Test
    void takesNothingButACertificateForAnExtensions() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ExtensionManager extensions = extensions(vcenter);
            extensions.registerExtension(Extension.builder()
                    .key("com.example")
                    .version("1")
                    .description(Description.builder()
                            .label("example")
                            .summary("an example")
                            .build())
                    .lastHeartbeatTime(Instant.EPOCH)
                    .build());
            extensions.setExtensionCertificate("com.example", Files.readString(vcenter.server.certificateFile()));
            for (String wrong : List.of("", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n")) {
                assertThatThrownBy(() -> extensions.setExtensionCertificate("com.example", wrong))
                        .isInstanceOfSatisfying(
                                FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidArgument.class));
            }
            assertThatThrownBy(() -> extensions.setExtensionCertificate("com.example", null))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NoClientCertificate.class));
            assertThat(extensions.queryManagedBy("com.example")).isEmpty();
        }
    }

    @Test
    void saysThatNoDatastoreIsMadeOfObjects() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            DatastoreNamespaceManager namespaces = DatastoreNamespaceManager.stub(
                    vcenter.client.connection(),
                    Objects.requireNonNull(vcenter.client.content().datastoreNamespaceManager()));
            assertThatThrownBy(() -> namespaces.createDirectory(
                            new ManagedObjectReference<>("Datastore", "datastore-none"), "d", null, null))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(ManagedObjectNotFound.class));
            assertThatThrownBy(() -> namespaces.deleteDirectory(null, "[ds] d"))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidDatastorePath.class));
            assertThatThrownBy(() -> namespaces.deleteDirectory(null, "/vmfs/volumes/ds/d"))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidDatastore.class));
        }
    }

    private static CustomizationSpecManager customizations(RunningVCenter vcenter) {
        return CustomizationSpecManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().customizationSpecManager()));
    }

    @Test
    void keepsCustomizationsByName() throws Exception {
        CustomizationSpecItem linux = CustomizationSpecItem.builder()
                .info(CustomizationSpecInfo.builder()
                        .name("web")
                        .description("web servers")
                        .type("Linux")
                        .build())
                .spec(CustomizationSpec.builder()
                        .identity(CustomizationLinuxPrep.builder()
                                .hostName(CustomizationVirtualMachineName.builder()
                                        .build())
                                .domain("example.org")
                                .build())
                        .globalIPSettings(
                                CustomizationGlobalIPSettings.builder().build())
                        .build())
                .build();
        CustomizationSpecItem first;
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            customizations(vcenter).createCustomizationSpec(linux);
            assertThatThrownBy(() -> customizations(vcenter).createCustomizationSpec(linux))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(AlreadyExists.class));
            first = customizations(vcenter).getCustomizationSpec("web");
            assertThat(first.spec()).isEqualTo(linux.spec());
            customizations(vcenter).overwriteCustomizationSpec(first);
            assertThatThrownBy(() -> customizations(vcenter).overwriteCustomizationSpec(first))
                    .as("somebody was quicker")
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(ConcurrentAccess.class));
            customizations(vcenter).duplicateCustomizationSpec("web", "db");
            customizations(vcenter).renameCustomizationSpec("db", "store");
            String document = customizations(vcenter).customizationSpecItemToXml(linux);
            assertThat(customizations(vcenter).xmlToCustomizationSpecItem(document))
                    .isEqualTo(linux);
            assertThatThrownBy(() -> customizations(vcenter).xmlToCustomizationSpecItem("<nothing/>"))
                    .isInstanceOf(FaultException.class);
            assertThat(customizations(vcenter).isGuestOsCustomizable("debian12_64Guest"))
                    .isTrue();
            assertThat(customizations(vcenter).isGuestOsCustomizable("windows2022srvNext_64Guest"))
                    .isFalse();
        }
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            assertThat(vcenter.read(
                                    Objects.requireNonNull(
                                            vcenter.client.content().customizationSpecManager()),
                                    CustomizationSpecManagerProperties.class)
                            .info())
                    .extracting(CustomizationSpecInfo::name)
                    .containsExactly("store", "web");
            customizations(vcenter).deleteCustomizationSpec("store");
            assertThat(customizations(vcenter).doesCustomizationSpecExist("store"))
                    .isFalse();
            assertThatThrownBy(() -> customizations(vcenter).getCustomizationSpec("store"))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotFound.class));
        }
    }

    @Test
    void renamesMovesAndDestroysFoldersAndKeepsTheRootAsItIs() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            var outer = vcenter.root().createFolder("outer");
            var inner = vcenter.root().createFolder("inner");
            vcenter.await(vcenter.folder(outer).moveIntoFolder_Task(List.of(inner)));
            vcenter.await(vcenter.folder(inner).rename_Task("renamed"));
            assertThatThrownBy(() -> vcenter.await(vcenter.root().destroy_Task()))
                    .isInstanceOfSatisfying(
                            FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotSupported.class));
            vcenter.await(vcenter.folder(outer).destroy_Task());
            assertThatThrownBy(() -> vcenter.folder(inner).createFolder("x"))
                    .hasMessageContaining("has already been deleted");
        }
    }
}
