/**
 * Has the objects of a resource written anew in the form in which the server stores them now, for each StorageVersionMigration
 * (k8s.io/kubernetes pkg/controller/storageversionmigrator, 1.37). Of the migrations of one resource one runs at a time; it is given
 * the resource version from which on objects need no care, and then all older ones are patched with nothing. A definition whose objects
 * have been migrated says that they are stored in one version only.
 *
 * <p>Threads: the workers of its queues.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.storageversionmigrator;

import org.jspecify.annotations.NullMarked;
