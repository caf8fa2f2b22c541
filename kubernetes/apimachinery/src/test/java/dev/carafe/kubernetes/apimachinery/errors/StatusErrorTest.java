package dev.carafe.kubernetes.apimachinery.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupKind;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusErrorTest {
    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource DEPLOYMENTS = new GroupResource("apps", "deployments");

    @Test
    void speaksUpstreamsWords() {
        assertThat(StatusError.notFound(PODS, "x")).hasMessage("pods \"x\" not found");
        assertThat(StatusError.alreadyExists(DEPLOYMENTS, "x")).hasMessage("deployments.apps \"x\" already exists");
        assertThat(StatusError.conflict(PODS, "x", StatusError.OPTIMISTIC_LOCK))
                .hasMessage("Operation cannot be fulfilled on pods \"x\": the object has been modified; please apply"
                        + " your changes to the latest version and try again");
        assertThat(StatusError.forbidden(PODS, "", "User \"u\" cannot list"))
                .hasMessage("pods is forbidden: User \"u\" cannot list");
        assertThat(StatusError.tooOldResourceVersion(1, 5)).hasMessage("too old resource version: 1 (5)");
        assertThat(StatusError.methodNotSupported(PODS, "create"))
                .hasMessage("create is not supported on resources of kind \"pods\"");
        assertThat(StatusError.undecodable("Pod", "v1", "Pod", "json: x"))
                .hasMessage("Pod in version \"v1\" cannot be handled as a Pod: json: x");
        assertThat(StatusError.internal("boom")).hasMessage("Internal error occurred: boom");
    }

    @Test
    void writesAStatusThatAClientReadsBack() {
        StatusError error = StatusError.invalid(
                new GroupKind("apps", "Deployment"),
                "d",
                List.of(
                        FieldError.required(FieldPath.of("spec", "selector"), ""),
                        FieldError.invalid(
                                FieldPath.of("spec", "replicas"), -1L, "must be greater than or equal to 0")));
        assertThat(error.toStatus())
                .hasToString("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\","
                        + "\"message\":\"Deployment.apps \\\"d\\\" is invalid: [spec.selector: Required value, "
                        + "spec.replicas: Invalid value: -1: must be greater than or equal to 0]\","
                        + "\"reason\":\"Invalid\",\"details\":{\"name\":\"d\",\"group\":\"apps\",\"kind\":\"Deployment\","
                        + "\"causes\":[{\"reason\":\"FieldValueRequired\",\"message\":\"Required value\","
                        + "\"field\":\"spec.selector\"},{\"reason\":\"FieldValueInvalid\",\"message\":\"Invalid value: -1:"
                        + " must be greater than or equal to 0\",\"field\":\"spec.replicas\"}]},\"code\":422}");
        StatusError read = StatusError.ofStatus(error.toStatus());
        assertThat(read.code()).isEqualTo(422);
        assertThat(read.reason()).isEqualTo(StatusReason.INVALID);
        assertThat(read.toStatus()).isEqualTo(error.toStatus());
    }

    @Test
    void showsOneFieldErrorWithoutBracketsAndEqualOnesOnce() {
        FieldError error =
                FieldError.duplicate(FieldPath.of("spec").child("ports").index(1), "a");
        assertThat(StatusError.invalid(new GroupKind("", "Service"), "s", List.of(error, error)))
                .hasMessage("Service \"s\" is invalid: spec.ports[1]: Duplicate value: \"a\"");
    }
}
