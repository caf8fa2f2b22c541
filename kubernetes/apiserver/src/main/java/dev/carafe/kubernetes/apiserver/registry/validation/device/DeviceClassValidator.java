package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceClassConfiguration;
import dev.carafe.kubernetes.api.resource.v1.DeviceClassSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Classes of devices (pkg/apis/resource/validation). */
public final class DeviceClassValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int CONFIGS_MAX = 32;
    private static final String OWN_DOMAIN = "kubernetes.io/";
    private static final String QUOTA_PREFIX = "requests.";

    private DeviceClassValidator() {}

    /** Checks a class; of selectors and configurations that were the same before only the form. */
    public static void deviceClass(
            DeviceClassSpec spec, @Nullable DeviceClassSpec old, FeatureGate features, List<FieldError> errors) {
        RuleErrors found = new RuleErrors();
        boolean selected = old != null && spec.selectors().equals(old.selectors());
        DeviceSelectorValidator.selectors(
                spec.selectors(), selected, DeviceExpressions.of(features), SPEC.child("selectors"), found);
        boolean configured = old != null && spec.config().equals(old.config());
        FieldPath configs = SPEC.child("config");
        if (!found.tooMany(spec.config(), CONFIGS_MAX, configs)) {
            for (int i = 0; i < spec.config().size(); i++) {
                DeviceClassConfiguration config = spec.config().get(i);
                DeviceConfigValidator.opaque(
                        config.opaque(),
                        config.hasOpaque(),
                        configured,
                        configs.index(i).child("opaque"),
                        found);
            }
        }
        if (spec.hasExtendedResourceName()) {
            extendedResource(spec.extendedResourceName(), SPEC.child("extendedResourceName"), found.declared());
        }
        found.addTo(errors);
    }

    /** A name that pods can ask for by as for a resource of a node, and that a quota can bound. */
    private static void extendedResource(String name, FieldPath path, List<FieldError> errors) {
        if (name.indexOf('/') < 0) {
            errors.add(FieldError.invalid(
                    path, name, "a name must be a domain-prefixed path, such as 'example.com/my-prop'"));
        } else if (name.contains(OWN_DOMAIN)) {
            errors.add(FieldError.invalid(path, name, "must not have \"" + OWN_DOMAIN + "\" domain"));
        }
        if (name.startsWith(QUOTA_PREFIX)) {
            errors.add(FieldError.invalid(path, name, "must not have \"" + QUOTA_PREFIX + "\" prefix"));
        }
        Check.rule(errors, path, name, Names.qualifiedName(QUOTA_PREFIX + name));
    }
}
