package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.flowcontrol.v1.ServiceAccountSubject;
import dev.carafe.kubernetes.api.flowcontrol.v1.Subject;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** Whose requests a flow schema is for: a subject is of one kind, and has the part of that kind alone. */
final class FlowSubjectValidator {
    private FlowSubjectValidator() {}

    static void subject(Subject subject, FieldPath path, List<FieldError> errors) {
        switch (subject.kind()) {
            case "ServiceAccount" -> {
                if (subject.hasServiceAccount()) {
                    serviceAccount(subject.serviceAccount(), path.child("serviceAccount"), errors);
                } else {
                    missing("serviceAccount", "ServiceAccount", path, errors);
                }
                other(subject.hasUser(), "user", "User", path, errors);
                other(subject.hasGroup(), "group", "Group", path, errors);
            }
            case "User" -> {
                if (subject.hasUser()) {
                    Check.present(
                            errors,
                            path.child("user").child("name"),
                            subject.user().name());
                } else {
                    missing("user", "User", path, errors);
                }
                other(subject.hasServiceAccount(), "serviceAccount", "ServiceAccount", path, errors);
                other(subject.hasGroup(), "group", "Group", path, errors);
            }
            case "Group" -> {
                if (subject.hasGroup()) {
                    Check.present(
                            errors,
                            path.child("group").child("name"),
                            subject.group().name());
                } else {
                    missing("group", "Group", path, errors);
                }
                other(subject.hasServiceAccount(), "serviceAccount", "ServiceAccount", path, errors);
                other(subject.hasUser(), "user", "User", path, errors);
            }
            default ->
                errors.add(FieldError.notSupported(
                        path.child("kind"), subject.kind(), List.of("Group", "ServiceAccount", "User")));
        }
    }

    private static void missing(String field, String kind, FieldPath path, List<FieldError> errors) {
        errors.add(FieldError.required(path.child(field), field + " is required when subject kind is '" + kind + "'"));
    }

    private static void other(boolean there, String field, String kind, FieldPath path, List<FieldError> errors) {
        if (there) {
            errors.add(FieldError.forbidden(
                    path.child(field), field + " is forbidden when subject kind is not '" + kind + "'"));
        }
    }

    private static void serviceAccount(ServiceAccountSubject account, FieldPath path, List<FieldError> errors) {
        String name = account.name();
        if (Check.present(errors, path.child("name"), name) && !name.equals("*")) {
            Check.rule(errors, path.child("name"), name, Names.dns1123Subdomain(name));
        }
        if (account.namespace().isEmpty()) {
            errors.add(FieldError.required(path.child("namespace"), "must specify namespace for service account"));
        } else {
            Check.rule(errors, path.child("namespace"), account.namespace(), Names.dns1123Label(account.namespace()));
        }
    }
}
