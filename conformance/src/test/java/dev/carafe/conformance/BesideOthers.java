package dev.carafe.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Set;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/**
 * A class of tests that may run while another class does: of the machine it uses processes that it starts, ports that nobody has
 * and folders of its own, and nothing that the machine has once, such as interfaces, control groups or a container runtime. Its
 * own tests run in turn: many share a server and a client.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(providers = BesideOthers.OneTestAtATime.class)
@interface BesideOthers {
    /** Tests would take over the mode of their class; one that holds a lock keeps its tests on its own thread. */
    final class OneTestAtATime implements ResourceLocksProvider {
        @Override
        public Set<Lock> provideForClass(Class<?> testClass) {
            return Set.of(new Lock(testClass.getName()));
        }
    }
}
