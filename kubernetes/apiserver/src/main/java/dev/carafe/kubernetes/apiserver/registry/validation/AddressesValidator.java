package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ParentReference;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.List;

/** Addresses of services (pkg/apis/networking/validation). */
public final class AddressesValidator {
    private static final FieldPath PARENT = FieldPath.of("spec", "parentRef");

    private AddressesValidator() {}

    /** An address is its own name, and says whose it is. */
    public static void address(IPAddress address, List<FieldError> errors) {
        if (!address.name().isEmpty()) {
            Check.rule(errors, FieldPath.of("metadata", "name"), address.name(), Values.ip(address.name()));
        }
        if (!address.spec().hasParentRef()) {
            errors.add(FieldError.required(PARENT, ""));
            return;
        }
        ParentReference parent = address.spec().parentRef();
        if (!parent.group().isEmpty()) {
            Check.rule(errors, PARENT.child("group"), parent.group(), Names.dns1123Subdomain(parent.group()));
        }
        segment("resource", parent.resource(), true, errors);
        segment("name", parent.name(), true, errors);
        segment("namespace", parent.namespace(), false, errors);
    }

    private static void segment(String field, String value, boolean required, List<FieldError> errors) {
        if (!value.isEmpty()) {
            Check.rule(errors, PARENT.child(field), value, Names.pathSegment(value));
        } else if (required) {
            errors.add(FieldError.required(PARENT.child(field), ""));
        }
    }
}
