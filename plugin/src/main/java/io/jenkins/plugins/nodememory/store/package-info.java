/** The stores of the controller: opening, keys, backups, downloads. */
package io.jenkins.plugins.nodememory.store;
