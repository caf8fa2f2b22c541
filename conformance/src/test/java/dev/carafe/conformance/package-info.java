/**
 * Black-box tests: real clients against a running Carafe, and real containers beneath it.
 *
 * <p>A test class that needs a cluster takes it from {@link dev.carafe.conformance.CloudExtension}, which starts one by
 * {@code ./carafe up} for all classes and ends it by {@code ./carafe reset}. What a machine lacks (root, containerd, kubectl)
 * skips a test and says so in words.
 */
@NullMarked
package dev.carafe.conformance;

import org.jspecify.annotations.NullMarked;
