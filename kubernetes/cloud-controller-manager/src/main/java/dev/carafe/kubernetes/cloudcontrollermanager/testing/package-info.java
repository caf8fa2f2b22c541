/**
 * A cloud in memory to test controllers against, in the manner of upstream's {@code k8s.io/cloud-provider/fake}.
 *
 * <p>It is not registered as a service: no command line can choose it.
 */
@NullMarked
package dev.carafe.kubernetes.cloudcontrollermanager.testing;

import org.jspecify.annotations.NullMarked;
