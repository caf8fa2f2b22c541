package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The template of a job, whose errors show all of it; what else may not change stands among the recorded kinds. */
class JobUpdateValidatorTest {
    private static final String SUSPENDED = "'suspend':true,";

    private static Job job(String spec, String pod, String status) {
        return new Job(Trees.of("{'spec':{" + spec + "'template':{'spec':{" + pod + "}}},'status':{" + status + "}}"));
    }

    private static List<String> refused(Job job, Job old) {
        List<FieldError> errors = new ArrayList<>();
        JobUpdateValidator.update(job, old, Capabilities.DEFAULT, errors);
        return errors.stream()
                .map(error -> error.field() + ": " + error.detail())
                .toList();
    }

    @Test
    void aTemplateStaysAsItIs() {
        Job old = job("", "'containers':[{'name':'c','image':'i'}]", "");
        assertThat(refused(job("", "'nodeSelector':{'a':'b'},'containers':[{'name':'c','image':'i'}]", ""), old))
                .containsExactly("spec.template: field is immutable");
        assertThat(refused(old, old)).isEmpty();
    }

    @Test
    void aSuspendedJobMayGetOtherPlacesAndAmountsButNotAnotherImage() {
        Job old = job(
                SUSPENDED,
                "'affinity':{'nodeAffinity':{'a':1},'podAffinity':{'b':2}},'containers':[{'name':'c','image':'i'}]",
                "");
        String moved = "'nodeSelector':{'a':'b'},'affinity':{'nodeAffinity':{'a':3},'podAffinity':{'b':2}},"
                + "'containers':[{'name':'c','image':'i','resources':{'limits':{'cpu':'1'}}}]";
        assertThat(refused(job(SUSPENDED, moved, ""), old)).isEmpty();
        assertThat(refused(job(SUSPENDED, moved.replace("'i'", "'j'"), ""), old))
                .containsExactly("spec.template.spec: field is immutable");
        assertThat(refused(job(SUSPENDED, moved.replace("'b':2", "'b':4"), ""), old))
                .containsExactly("spec.template.spec: field is immutable");
        assertThat(refused(job(SUSPENDED, "'containers':[{'name':'c','image':'i'}]", ""), old))
                .as("an affinity to pods does not go")
                .containsExactly("spec.template.spec: field is immutable");
    }

    @Test
    void aJobWhosePodsRunIsNotSuspendedYet() {
        String pod = "'containers':[{'name':'c','image':'i'}]";
        String moved = "'nodeSelector':{'a':'b'}," + pod;
        String suspended = "'conditions':[{'type':'Suspended','status':'True'}]";
        String started = "'startTime':'2026-01-01T00:00:00Z'";
        Job now = job(SUSPENDED, moved, "");
        assertThat(refused(now, job(SUSPENDED, pod, started))).containsExactly("spec.template: field is immutable");
        assertThat(refused(now, job(SUSPENDED, pod, "'active':1," + started + "," + suspended)))
                .containsExactly("spec.template: field is immutable");
        assertThat(refused(now, job(SUSPENDED, pod, started + "," + suspended))).isEmpty();
    }
}
