package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpecEx;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManager;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManagerLicenseAssignment;
import dev.carafe.vsphere.vim.vim25.LicenseEntityNotFound;
import dev.carafe.vsphere.vim.vim25.LicenseManager;
import dev.carafe.vsphere.vim.vim25.LicenseManagerLicenseInfo;
import dev.carafe.vsphere.vim.vim25.LicenseManagerProperties;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LicensesOfVCenterTest {
    private static final String EVALUATION = "00000-00000-00000-00000-00000";
    private static final String KEY = "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE";

    @TempDir
    Path directory = Path.of("");

    private static ManagedObjectReference<LicenseManager> reference(RunningVCenter vcenter) {
        return Objects.requireNonNull(vcenter.client.content().licenseManager());
    }

    private static LicenseManager keys(RunningVCenter vcenter) {
        return LicenseManager.stub(vcenter.client.connection(), reference(vcenter));
    }

    private static List<LicenseManagerLicenseInfo> listed(RunningVCenter vcenter) throws Exception {
        return vcenter.read(reference(vcenter), LicenseManagerProperties.class).licenses();
    }

    private static LicenseAssignmentManager assignments(RunningVCenter vcenter) throws Exception {
        return LicenseAssignmentManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.read(reference(vcenter), LicenseManagerProperties.class)
                        .licenseAssignmentManager()));
    }

    private static ManagedObjectReference<ClusterComputeResource> cluster(RunningVCenter vcenter) throws Exception {
        DatacenterProperties datacenter = vcenter.datacenter("dc");
        return vcenter.folder(Objects.requireNonNull(datacenter.hostFolder()))
                .createClusterEx("lab", ClusterConfigSpecEx.builder().build());
    }

    private static String instance(RunningVCenter vcenter) {
        return Objects.requireNonNull(vcenter.client.content().about().instanceUuid());
    }

    @Test
    void assignsKeysToItselfAndToClustersAndKeepsIt() throws Exception {
        String cluster;
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            cluster = cluster(vcenter).value();
            assertThat(assignments(vcenter).queryAssignedLicenses(null))
                    .as("what nobody assigned a licence to has the evaluation's")
                    .extracting(
                            LicenseAssignmentManagerLicenseAssignment::entityId,
                            LicenseAssignmentManagerLicenseAssignment::scope,
                            LicenseAssignmentManagerLicenseAssignment::entityDisplayName,
                            each -> each.assignedLicense().licenseKey())
                    .containsExactly(
                            tuple(
                                    instance(vcenter),
                                    null,
                                    vcenter.client.content().about().name(),
                                    EVALUATION),
                            tuple(cluster, instance(vcenter), "lab", EVALUATION));

            keys(vcenter).addLicense(KEY, List.of());
            assertThat(assignments(vcenter)
                            .updateAssignedLicense(cluster, KEY, "the lab")
                            .licenseKey())
                    .isEqualTo(KEY);
            assertThat(listed(vcenter))
                    .extracting(LicenseManagerLicenseInfo::licenseKey, LicenseManagerLicenseInfo::used)
                    .containsExactly(tuple(EVALUATION, 1), tuple(KEY, 1));
            assertThatInvalid("licenseKey", () -> keys(vcenter).removeLicense(KEY));
        }
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            assertThat(assignments(vcenter).queryAssignedLicenses(cluster))
                    .extracting(
                            LicenseAssignmentManagerLicenseAssignment::entityDisplayName,
                            each -> each.assignedLicense().licenseKey())
                    .containsExactly(tuple("the lab", KEY));
            assignments(vcenter).updateAssignedLicense(instance(vcenter), KEY, null);
            assignments(vcenter).removeAssignedLicense(cluster);
            assertThat(assignments(vcenter).queryAssignedLicenses(null))
                    .extracting(each -> each.assignedLicense().licenseKey())
                    .containsExactly(KEY, EVALUATION);
            assignments(vcenter).removeAssignedLicense(instance(vcenter));
            keys(vcenter).removeLicense(KEY);
            assertThat(listed(vcenter))
                    .extracting(LicenseManagerLicenseInfo::licenseKey)
                    .containsExactly(EVALUATION);
        }
    }

    @Test
    void refusesWhatThereIsNot() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            LicenseAssignmentManager assignments = assignments(vcenter);
            assertThatInvalid("licenseKey", () -> assignments.updateAssignedLicense(instance(vcenter), KEY, null));
            assertThatInvalid("licenseKey", () -> keys(vcenter).updateLicenseLabel(KEY, "team", "a"));
            assertThatInvalid("licenseKey", () -> keys(vcenter).addLicense(" ", List.of()));
            keys(vcenter).addLicense(KEY, List.of());
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> assignments.updateAssignedLicense("host-999", KEY, null),
                    () -> assignments.removeAssignedLicense("host-999"))) {
                assertThatExceptionOfType(FaultException.class)
                        .isThrownBy(call)
                        .satisfies(e -> assertThat(e.fault())
                                .isInstanceOfSatisfying(
                                        LicenseEntityNotFound.class,
                                        fault -> assertThat(fault.entityId()).isEqualTo("host-999")));
            }
            assertThat(assignments.queryAssignedLicenses("host-999")).isEmpty();
        }
    }

    private static void assertThatInvalid(String property, ThrowingCallable call) {
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.fault())
                        .isInstanceOfSatisfying(
                                InvalidArgument.class,
                                fault -> assertThat(fault.invalidProperty()).isEqualTo(property)));
    }

    @Test
    void givesAHostTheLicenceThatItIsAddedWithOrDoesNotAddIt() throws Exception {
        try (FakeHost host = FakeHost.start(directory.resolve("host"), "uuid-1", "ds:///one");
                RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ClusterComputeResource lab = ClusterComputeResource.stub(vcenter.client.connection(), cluster(vcenter));
            assertThatInvalid(
                    "licenseKey",
                    () -> vcenter.await(lab.addHost_Task(host.spec().build(), true, null, KEY)));
            keys(vcenter).addLicense(KEY, List.of());
            ManagedObjectReference<HostSystem> added =
                    vcenter.result(lab.addHost_Task(host.spec().build(), true, null, KEY));
            assertThat(assignments(vcenter).queryAssignedLicenses(added.value()))
                    .extracting(each -> each.assignedLicense().licenseKey())
                    .containsExactly(KEY);
        }
    }

    @Test
    void labelsKeysAndForgetsWhatWentWithAnEntity() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            ManagedObjectReference<ClusterComputeResource> cluster = cluster(vcenter);
            keys(vcenter).addLicense(KEY, List.of(new KeyValue("team", "a")));
            keys(vcenter).updateLicenseLabel(KEY, "place", "b");
            assertThat(keys(vcenter).addLicense(KEY, List.of()).labels())
                    .as("a key that is there stays as it is")
                    .containsExactly(new KeyValue("team", "a"), new KeyValue("place", "b"));
            keys(vcenter).updateLicenseLabel(KEY, "team", "");
            keys(vcenter).removeLicenseLabel(KEY, "place");
            assertThat(keys(vcenter).decodeLicense(KEY).labels()).isEmpty();
            assertThat(keys(vcenter)
                            .updateLicense(KEY, List.of(new KeyValue("team", "c")))
                            .labels())
                    .containsExactly(new KeyValue("team", "c"));

            assignments(vcenter).updateAssignedLicense(cluster.value(), KEY, null);
            vcenter.await(ClusterComputeResource.stub(vcenter.client.connection(), cluster)
                    .destroy_Task());
            assertThat(assignments(vcenter).queryAssignedLicenses(null)).hasSize(1);
            assertThat(listed(vcenter))
                    .extracting(LicenseManagerLicenseInfo::used)
                    .containsExactly(1, 0);
        }
    }
}
