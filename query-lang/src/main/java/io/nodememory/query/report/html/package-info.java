/** Writes the sections of the HTML report. */
package io.nodememory.query.report.html;
