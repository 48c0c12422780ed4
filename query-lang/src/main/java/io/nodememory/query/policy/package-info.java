/** Reads policies: files of named rules over queries, with exceptions, lists and quality gates. */
package io.nodememory.query.policy;
