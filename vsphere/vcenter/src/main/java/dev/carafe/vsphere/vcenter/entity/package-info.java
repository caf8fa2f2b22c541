/**
 * The managed objects that are vCenter's own: folders, datacenters, clusters, resource pools, and what stands for the hosts',
 * virtual machines', datastores' and networks' objects. What they are is shown by {@link
 * dev.carafe.vsphere.vcenter.entity.EntityProjection} as the inventory changes; what they do is decided by the rules of
 * {@code inventory}, or by the host.
 *
 * <p>It knows {@code inventory}, {@code store}, {@code host}, {@code dataset} and {@code placement}. Methods run on their callers' threads, tasks on
 * their own.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.entity;

import org.jspecify.annotations.NullMarked;
