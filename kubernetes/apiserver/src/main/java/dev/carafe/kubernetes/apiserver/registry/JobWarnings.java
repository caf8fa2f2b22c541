package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.List;

/** What clients are warned of in jobs (pkg/api/job/warnings.go). */
final class JobWarnings {
    private static final int COMPLETIONS_MAX = 100_000;
    private static final int PARALLELISM_MAX = 10_000;

    private JobWarnings() {}

    static void spec(JobSpec spec, FieldPath path, List<String> warnings) {
        if (spec.completionMode().equals("Indexed")
                && spec.completions() > COMPLETIONS_MAX
                && spec.parallelism() > PARALLELISM_MAX) {
            warnings.add(path + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism"
                    + " higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of"
                    + " indexes fail");
        }
        warnings.addAll(PodWarnings.template(spec.template(), path.child("template")));
    }
}
