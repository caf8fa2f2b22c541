/**
 * Tags, their categories, and what they are attached to.
 *
 * <p>Which changes are allowed is pure ({@code TagRules}); {@code Tagging} makes them one after another, each durable before
 * it counts. It knows {@code json} and the store of {@code etcd}.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.tagging;

import org.jspecify.annotations.NullMarked;
