package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.api.resource.v1.DeviceClaim;
import dev.carafe.kubernetes.api.resource.v1.DeviceClaimConfiguration;
import dev.carafe.kubernetes.api.resource.v1.DeviceConstraint;
import dev.carafe.kubernetes.api.resource.v1.DeviceRequest;
import dev.carafe.kubernetes.api.resource.v1.DeviceSubRequest;
import dev.carafe.kubernetes.api.resource.v1.ExactDeviceRequest;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaimTemplateSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;
import java.util.Objects;

/** What claims ask for (pkg/apis/resource/validation). Once made it does not change, so that it is checked once. Of one thread. */
public final class DeviceClaimValidator {
    private static final int REQUESTS_MAX = 32;
    private static final int ALTERNATIVES_MAX = 8;
    private static final int CONSTRAINTS_MAX = 32;
    private static final int CONFIGS_MAX = 32;
    private static final String EXACTLY_ONE = "exactly one of `exactly` or `firstAvailable` is required";

    private static final String ONE_ATTRIBUTE =
            "exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but"
                    + " multiple fields are set"; // upstream's words where there is none
    private final DeviceExpressions expressions;
    private final DerivedAttributesValidator derived;
    private final boolean distinct;

    private DeviceClaimValidator(DeviceClaim claim, FeatureGate features) {
        this.expressions = DeviceExpressions.of(features);
        this.derived = new DerivedAttributesValidator(claim.constraints(), expressions);
        this.distinct = features.isEnabled("DRAConsumableCapacity");
    }

    /** Checks the claim of a template, and the metadata that it hands on. */
    public static void template(ResourceClaimTemplateSpec template, FeatureGate features, List<FieldError> errors) {
        FieldPath metadata = FieldPath.of("spec", "metadata");
        errors.addAll(MetadataRules.annotations(template.metadata().annotations(), metadata.child("annotations")));
        errors.addAll(MetadataRules.labels(template.metadata().labels(), metadata.child("labels")));
        Objects.requireNonNullElse(template.struct().struct("metadata"), Struct.EMPTY)
                .forEach((field, _) -> {
                    if (!field.equals("labels") && !field.equals("annotations")) {
                        errors.add(FieldError.forbidden(metadata.child(field), "cannot be set"));
                    }
                });
        claim(template.spec().devices(), features, FieldPath.of("spec", "spec", "devices"), errors);
    }

    /** Checks a claim's devices at {@code path}. */
    public static void claim(DeviceClaim claim, FeatureGate features, FieldPath path, List<FieldError> errors) {
        RuleErrors found = new RuleErrors();
        new DeviceClaimValidator(claim, features).validate(claim, path, found);
        found.addTo(errors);
    }

    private void validate(DeviceClaim claim, FieldPath path, RuleErrors found) {
        DeviceRequestNames names = new DeviceRequestNames(claim);
        FieldPath requests = path.child("requests");
        if (!found.tooMany(claim.requests(), REQUESTS_MAX, requests)) {
            found.unique(claim.requests(), DeviceRequest::name, requests);
            for (int i = 0; i < claim.requests().size(); i++) {
                request(claim.requests().get(i), requests.index(i), found);
            }
        }
        FieldPath constraints = path.child("constraints");
        if (!found.tooMany(claim.constraints(), CONSTRAINTS_MAX, constraints)) {
            for (int i = 0; i < claim.constraints().size(); i++) {
                constraint(claim.constraints().get(i), names, constraints.index(i), found);
            }
        }
        FieldPath configs = path.child("config");
        if (!found.tooMany(claim.config(), CONFIGS_MAX, configs)) {
            for (int i = 0; i < claim.config().size(); i++) {
                DeviceClaimConfiguration config = claim.config().get(i);
                FieldPath at = configs.index(i);
                names.references(config.requests(), at.child("requests"), found);
                DeviceConfigValidator.opaque(config.opaque(), config.hasOpaque(), false, at.child("opaque"), found);
            }
        }
        if (derived.isTooComplex()) {
            found.coded()
                    .add(FieldError.forbidden(
                            path,
                            "too complex, total cost of derived attribute CEL expressions in the claim exceeds cost"
                                    + " limit"));
        }
    }

    private void request(DeviceRequest request, FieldPath path, RuleErrors errors) {
        Check.rule(errors.coded(), path.child("name"), request.name(), Names.dns1123Label(request.name()));
        List<DeviceSubRequest> alternatives = request.firstAvailable();
        if (request.hasExactly()) {
            if (alternatives.isEmpty()) {
                exactly(request.exactly(), request.name(), path.child("exactly"), errors);
            } else {
                errors.coded().add(FieldError.invalid(path, Null.NULL, EXACTLY_ONE + ", but multiple fields are set"));
            }
        } else if (alternatives.isEmpty()) {
            errors.coded().add(FieldError.required(path, EXACTLY_ONE));
        } else {
            FieldPath at = path.child("firstAvailable");
            if (!errors.tooMany(alternatives, ALTERNATIVES_MAX, at)) {
                errors.unique(alternatives, DeviceSubRequest::name, at);
                for (int i = 0; i < alternatives.size(); i++) {
                    alternative(alternatives.get(i), request.name(), at.index(i), errors);
                }
            }
        }
    }

    private void exactly(ExactDeviceRequest request, String name, FieldPath path, RuleErrors errors) {
        className(request.deviceClassName(), path.child("deviceClassName"), errors.coded());
        DeviceSelectorValidator.selectors(request.selectors(), false, expressions, path.child("selectors"), errors);
        derived.attributes(request.derivedAttributes(), name, path.child("derivedAttributes"), errors);
        amount(request.allocationMode(), request.count(), path, errors);
        DeviceTolerationValidator.tolerations(request.tolerations(), path.child("tolerations"), errors);
    }

    private void alternative(DeviceSubRequest request, String parent, FieldPath path, RuleErrors errors) {
        Check.rule(errors.coded(), path.child("name"), request.name(), Names.dns1123Label(request.name()));
        className(request.deviceClassName(), path.child("deviceClassName"), errors.declared());
        DeviceSelectorValidator.selectors(request.selectors(), false, expressions, path.child("selectors"), errors);
        derived.attributes(
                request.derivedAttributes(), parent + "/" + request.name(), path.child("derivedAttributes"), errors);
        amount(request.allocationMode(), request.count(), path, errors);
        DeviceTolerationValidator.tolerations(request.tolerations(), path.child("tolerations"), errors);
    }

    private static void className(String name, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            Check.rule(errors, path, name, Names.dns1123Subdomain(name));
        }
    }

    private static void amount(String mode, long count, FieldPath path, RuleErrors errors) {
        switch (mode) {
            case "All" -> {
                if (count != 0) {
                    errors.coded()
                            .add(FieldError.invalid(
                                    path.child("count"), count, "must not be specified when allocationMode is 'All'"));
                }
            }
            case "ExactCount" -> {
                if (count <= 0) {
                    errors.coded().add(FieldError.invalid(path.child("count"), count, "must be greater than zero"));
                }
            }
            default -> Check.oneOf(errors.declared(), path.child("allocationMode"), mode, List.of("All", "ExactCount"));
        }
    }

    private void constraint(DeviceConstraint constraint, DeviceRequestNames names, FieldPath path, RuleErrors errors) {
        names.references(constraint.requests(), path.child("requests"), errors);
        if (constraint.hasMatchAttribute()) {
            DeviceNames.fullyQualified(path.child("matchAttribute"), constraint.matchAttribute(), errors.declared());
        }
        if (constraint.hasDistinctAttribute()) {
            DeviceNames.fullyQualified(
                    path.child("distinctAttribute"), constraint.distinctAttribute(), errors.declared());
        }
        if (!constraint.hasMatchAttribute() && !constraint.hasDistinctAttribute()) {
            errors.coded()
                    .add(
                            distinct
                                    ? FieldError.required(path, ONE_ATTRIBUTE)
                                    : FieldError.required(path.child("matchAttribute"), ""));
        }
    }
}
