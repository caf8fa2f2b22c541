/**
 * Modules of clusters: which machines somebody wants apart from each other, as clients such as those that make Kubernetes' nodes say it. As
 * with a cluster's rules nobody moves a machine because of them.
 *
 * <p>{@code ClusterModules} makes changes one after another, each durable before it counts. It knows {@code json} and the store of
 * {@code etcd}.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.module;

import org.jspecify.annotations.NullMarked;
