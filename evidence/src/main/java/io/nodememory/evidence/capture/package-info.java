/** What is known of a capture: its image, kernel, custody, tables, approvals and seal. */
package io.nodememory.evidence.capture;
