package dev.carafe.kubernetes.apiserver.chain;

import java.io.IOException;

/** One step of the chain. */
@FunctionalInterface
public interface Step {
    /**
     * Does its part and calls the next step, or answers the request itself.
     *
     * @throws dev.carafe.kubernetes.apimachinery.errors.StatusError when the request must not go on
     */
    void handle(RequestContext request, Next next) throws IOException;

    /** The rest of the chain. */
    @FunctionalInterface
    interface Next {
        /** Goes on. */
        void handle(RequestContext request) throws IOException;
    }

    /** The chain of these steps, ended by what answers. */
    static Next chain(java.util.List<Step> steps, Next last) {
        Next next = last;
        for (Step step : steps.reversed()) {
            Next rest = next;
            next = request -> step.handle(request, rest);
        }
        return next;
    }
}
