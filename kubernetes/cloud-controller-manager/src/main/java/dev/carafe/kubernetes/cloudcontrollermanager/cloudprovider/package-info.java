/**
 * What a cloud provider is asked, named and cut as upstream's {@code k8s.io/cloud-provider} (cloud.go, plugins.go and
 * api/retry_error.go, 1.37).
 *
 * <p>A provider is found by {@link java.util.ServiceLoader}: it puts a {@link
 * dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProviderFactory} on the class path. Its methods block, are
 * called from many threads, and must end with {@link java.io.InterruptedIOException} when their thread is interrupted.
 * Objects of the API that are handed in are immutable.
 */
@NullMarked
package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import org.jspecify.annotations.NullMarked;
