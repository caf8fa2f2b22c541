package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.EvaluationLicenseSource;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.KeyAnyValue;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManager;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManagerLicenseAssignment;
import dev.carafe.vsphere.vim.vim25.LicenseAssignmentManagerProperties;
import dev.carafe.vsphere.vim.vim25.LicenseManager;
import dev.carafe.vsphere.vim.vim25.LicenseManagerEvaluationInfo;
import dev.carafe.vsphere.vim.vim25.LicenseManagerLicenseInfo;
import dev.carafe.vsphere.vim.vim25.LicenseManagerProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Licence keys, for tools that ask for them and set them: everything works without one, and whatever key is added is as good as
 * any other. A new server shows the evaluation licence that its namesake has.
 */
public final class ServedLicenseManager implements LicenseManager, ServedObject {
    private static final int LICENSES_MAX = 1_000;
    private static final int KEY_MAX = 256;
    private static final LicenseManagerLicenseInfo EVALUATION = LicenseManagerLicenseInfo.builder()
            .licenseKey("00000-00000-00000-00000-00000")
            .editionKey("eval")
            .name("Evaluation Mode")
            .total(0)
            .costUnit("")
            .build();

    private final ManagedObjectReference<LicenseManager> reference;
    private final ObjectRegistry registry;
    private final Kept kept;
    /** Guarded by this. */
    private List<LicenseManagerLicenseInfo> licenses;

    private ServedLicenseManager(
            ManagedObjectReference<LicenseManager> reference,
            ObjectRegistry registry,
            Kept kept,
            List<LicenseManagerLicenseInfo> licenses) {
        this.reference = reference;
        this.registry = registry;
        this.kept = kept;
        this.licenses = licenses;
    }

    /**
     * A manager, and the one that assigns licences, among the server's objects.
     *
     * @throws IOException when what was kept cannot be read
     */
    public static void open(ManagedObjectReference<LicenseManager> reference, ObjectRegistry registry, Store store)
            throws IOException {
        Kept kept = new Kept(store, "licenses");
        List<LicenseManagerLicenseInfo> before =
                kept.load(LicenseManagerLicenseInfo.class).getOrDefault(reference, List.of(EVALUATION));
        ManagedObjectReference<LicenseAssignmentManager> assignments =
                new ManagedObjectReference<>("LicenseAssignmentManager", "LicenseAssignmentManager");
        ServedLicenseManager manager = new ServedLicenseManager(reference, registry, kept, before);
        registry.change(changes -> {
            changes.add(
                    manager,
                    LicenseManagerProperties.builder()
                            .source(EvaluationLicenseSource.builder().build())
                            .sourceAvailable(true)
                            .licensedEdition("")
                            .licenses(before)
                            .licenseAssignmentManager(assignments)
                            .evaluation(LicenseManagerEvaluationInfo.builder()
                                    .properties(List.of(new KeyAnyValue("expirationHours", 0L)))
                                    .build())
                            .build());
            changes.add(
                    new Assignments(assignments, manager),
                    LicenseAssignmentManagerProperties.builder().build());
        });
    }

    /** Says of every entity that it has the licence that there is. */
    private record Assignments(ManagedObjectReference<LicenseAssignmentManager> reference, ServedLicenseManager manager)
            implements LicenseAssignmentManager, ServedObject {
        @Override
        public List<LicenseAssignmentManagerLicenseAssignment> queryAssignedLicenses(@Nullable String entityId) {
            return entityId == null
                    ? List.of()
                    : List.of(LicenseAssignmentManagerLicenseAssignment.builder()
                            .entityId(entityId)
                            .assignedLicense(manager.all().getLast())
                            .build());
        }

        @Override
        public LicenseManagerLicenseInfo updateAssignedLicense(
                String entity, String licenseKey, @Nullable String entityDisplayName) {
            return manager.decodeLicense(licenseKey);
        }

        @Override
        public void removeAssignedLicense(String entityId) {
            // whatever it has is as good as none
        }
    }

    @Override
    public ManagedObjectReference<LicenseManager> reference() {
        return reference;
    }

    private synchronized List<LicenseManagerLicenseInfo> all() {
        return licenses;
    }

    @Override
    public synchronized LicenseManagerLicenseInfo decodeLicense(String licenseKey) {
        return licenses.stream()
                .filter(license -> license.licenseKey().equals(licenseKey))
                .findFirst()
                .orElseGet(() -> license(licenseKey));
    }

    private static LicenseManagerLicenseInfo license(String key) {
        if (key.isBlank() || key.length() > KEY_MAX) {
            throw InvalidArgument.builder()
                    .invalidProperty("licenseKey")
                    .build()
                    .exception("A licence key has 1 to " + KEY_MAX + " characters.");
        }
        return EVALUATION.toBuilder()
                .licenseKey(key)
                .editionKey("vc.standard")
                .name("Licence of a tool")
                .build();
    }

    @Override
    public synchronized LicenseManagerLicenseInfo addLicense(String licenseKey, List<KeyValue> labels) {
        LicenseManagerLicenseInfo added =
                decodeLicense(licenseKey).toBuilder().labels(labels).build();
        List<LicenseManagerLicenseInfo> after = without(licenseKey);
        if (after.size() >= LICENSES_MAX) {
            throw InvalidArgument.builder()
                    .invalidProperty("licenseKey")
                    .build()
                    .exception("There are " + LICENSES_MAX + " licences already.");
        }
        after.add(added);
        become(after);
        return added;
    }

    @Override
    public LicenseManagerLicenseInfo updateLicense(String licenseKey, List<KeyValue> labels) {
        return addLicense(licenseKey, labels);
    }

    @Override
    public synchronized void removeLicense(String licenseKey) {
        List<LicenseManagerLicenseInfo> after = without(licenseKey);
        become(after.isEmpty() ? List.of(EVALUATION) : after);
    }

    @Override
    public synchronized void updateLicenseLabel(String licenseKey, String labelKey, String labelValue) {
        relabel(licenseKey, labelKey, labelValue);
    }

    @Override
    public synchronized void removeLicenseLabel(String licenseKey, String labelKey) {
        relabel(licenseKey, labelKey, null);
    }

    private void relabel(String licenseKey, String labelKey, @Nullable String value) {
        LicenseManagerLicenseInfo before = decodeLicense(licenseKey);
        List<KeyValue> labels = new ArrayList<>(before.labels());
        labels.removeIf(label -> label.key().equals(labelKey));
        if (value != null) {
            labels.add(new KeyValue(labelKey, value));
        }
        addLicense(licenseKey, labels);
    }

    private List<LicenseManagerLicenseInfo> without(String key) {
        List<LicenseManagerLicenseInfo> others = new ArrayList<>(licenses);
        others.removeIf(license -> Objects.equals(license.licenseKey(), key));
        return others;
    }

    private void become(List<LicenseManagerLicenseInfo> after) {
        kept.save(reference, after);
        licenses = List.copyOf(after);
        registry.change(changes -> changes.update(
                reference,
                LicenseManagerProperties.class,
                properties -> properties.toBuilder().licenses(licenses).build()));
    }
}
