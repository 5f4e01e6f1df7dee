// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.it.probe;

import jakarta.annotation.Resource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Answers with the audit's records of one request, a line each: outcome and generated tokens. */
@WebServlet("/audit")
public class AuditProbe extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Resource(lookup = "java:jboss/datasources/AutoglmDS")
  private transient DataSource database;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    response.setContentType("text/plain");
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select outcome, completion_tokens from audit_record where request_id = ?")) {
      query.setString(1, request.getParameter("request"));
      try (ResultSet records = query.executeQuery()) {
        while (records.next()) {
          response.getWriter().println(records.getString(1) + " " + records.getInt(2));
        }
      }
    } catch (SQLException e) {
      throw new ServletException(e);
    }
  }
}
