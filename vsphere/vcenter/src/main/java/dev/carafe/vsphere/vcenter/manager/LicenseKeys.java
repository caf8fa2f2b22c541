package dev.carafe.vsphere.vcenter.manager;

import dev.carafe.etcd.Store;
import dev.carafe.vsphere.vcenter.store.Kept;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.LicenseManager;
import dev.carafe.vsphere.vim.vim25.LicenseManagerLicenseInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The licence keys that there are, with their labels; the evaluation licence is always there. Who uses them is not known here. Each
 * change is in the store before it is seen. Not safe for threads.
 */
final class LicenseKeys {
    static final LicenseManagerLicenseInfo EVALUATION = LicenseManagerLicenseInfo.builder()
            .licenseKey("00000-00000-00000-00000-00000")
            .editionKey("eval")
            .name("Evaluation Mode")
            .total(0)
            .costUnit("")
            .build();

    private static final int LICENSES_MAX = 1_000;
    private static final int LABELS_MAX = 1_000;
    /** The longest key, label and name, in characters. */
    static final int TEXT_MAX = 256;

    private final ManagedObjectReference<LicenseManager> keeper;
    private final Kept kept;
    private List<LicenseManagerLicenseInfo> keys;

    /**
     * What was kept.
     *
     * @param keeper under which the keys are kept
     * @throws IOException when what was kept cannot be read
     */
    LicenseKeys(ManagedObjectReference<LicenseManager> keeper, Store store) throws IOException {
        this.keeper = keeper;
        kept = new Kept(store, "licenses");
        keys = kept.load(LicenseManagerLicenseInfo.class).getOrDefault(keeper, List.of());
        if (find(EVALUATION.licenseKey()).isEmpty()) {
            keys = with(EVALUATION);
        }
    }

    List<LicenseManagerLicenseInfo> all() {
        return keys;
    }

    Optional<LicenseManagerLicenseInfo> find(String key) {
        return keys.stream().filter(license -> license.licenseKey().equals(key)).findFirst();
    }

    /** @throws FaultException InvalidArgument when there is no such licence */
    LicenseManagerLicenseInfo require(String key) {
        return find(key).orElseThrow(() -> refused("licenseKey", "There is no licence " + key + "."));
    }

    /** What a key is for, known or not: every key is as good as any other. */
    LicenseManagerLicenseInfo decode(String key) {
        return find(key).orElseGet(() -> {
            requireText("licenseKey", key);
            return EVALUATION.toBuilder()
                    .licenseKey(key)
                    .editionKey("vc.standard")
                    .name("Licence of a tool")
                    .used(0)
                    .build();
        });
    }

    /** Adds a key that is not there yet. */
    LicenseManagerLicenseInfo add(String key, List<KeyValue> labels) {
        if (keys.size() >= LICENSES_MAX) {
            throw refused("licenseKey", "There are " + LICENSES_MAX + " licences already.");
        }
        requireLabels(labels);
        LicenseManagerLicenseInfo added = decode(key).toBuilder().labels(labels).build();
        become(with(added));
        return added;
    }

    /** Removes a key, unless it is that of the evaluation licence. */
    void remove(String key) {
        if (!key.equals(EVALUATION.licenseKey())) {
            become(keys.stream()
                    .filter(license -> !license.licenseKey().equals(key))
                    .toList());
        }
    }

    /** Sets all of a key's labels. */
    LicenseManagerLicenseInfo label(String key, List<KeyValue> labels) {
        LicenseManagerLicenseInfo known = require(key);
        requireLabels(labels);
        LicenseManagerLicenseInfo after = known.toBuilder().labels(labels).build();
        become(keys.stream()
                .map(license -> license.licenseKey().equals(key) ? after : license)
                .toList());
        return after;
    }

    private void become(List<LicenseManagerLicenseInfo> after) {
        kept.save(keeper, after);
        keys = after;
    }

    private List<LicenseManagerLicenseInfo> with(LicenseManagerLicenseInfo added) {
        List<LicenseManagerLicenseInfo> more = new ArrayList<>(keys);
        more.add(added);
        return List.copyOf(more);
    }

    private static void requireLabels(List<KeyValue> labels) {
        if (labels.size() > LABELS_MAX) {
            throw refused("labels", "A licence has at most " + LABELS_MAX + " labels.");
        }
        for (KeyValue label : labels) {
            requireText("labelKey", label.key());
            if (label.value().length() > TEXT_MAX) {
                throw refused("labelValue", "A label's value has at most " + TEXT_MAX + " characters.");
            }
        }
    }

    private static void requireText(String argument, String text) {
        if (text.isBlank() || text.length() > TEXT_MAX) {
            throw refused(argument, argument + " must have 1 to " + TEXT_MAX + " characters.");
        }
    }

    static FaultException refused(String argument, String message) {
        return InvalidArgument.builder().invalidProperty(argument).build().exception(message);
    }
}
