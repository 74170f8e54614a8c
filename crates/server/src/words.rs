//! The words that only the desk needs; what a report says, too, comes from `report`.

use report::Language;

macro_rules! words {
    ($( $name:ident: $vietnamese:literal, $english:literal; )*) => {
        /// Every phrase of the desk, in one language.
        #[derive(Debug)]
        pub(crate) struct Words {
            $( pub(crate) $name: &'static str, )*
        }

        static VIETNAMESE: Words = Words { $( $name: $vietnamese, )* };
        static ENGLISH: Words = Words { $( $name: $english, )* };
    };
}

words! {
    desk: "Bàn thẩm định", "The appraiser's desk";
    skip: "Đến nội dung chính", "Skip to the content";
    navigation: "Các trang", "Pages";
    round: "Đợt chấm", "Round";
    heat_map: "Bản đồ kết luận", "Heat map";
    search: "Tìm tài liệu", "Search";
    lookup: "Tra danh sách số", "Look up a list";
    problems: "Tệp chưa đọc", "Unread files";
    criteria: "Bộ tiêu chí", "Criteria set";
    local: "Chế độ tại máy: không cần tài khoản, chỉ mở được từ máy này.", "Local mode: no account, reached from this machine only.";
    other_language: "English", "Tiếng Việt";
    export: "Tải XLSX", "Download XLSX";
    not_found: "Không có trang này, hoặc bạn không được xem trang này.", "There is no such page, or none that you may see.";
    not_understood: "Địa chỉ hoặc nội dung gửi lên chưa đúng; kiểm tra lại rồi gửi lại.", "The address or what was sent is not understood; check it and send it again.";
    forged: "Yêu cầu không đến từ trang của chương trình này nên bị từ chối; mở lại trang rồi thử lại.", "The request does not come from a page of this program and was refused; open the page again.";
    too_large: "Tệp gửi lên quá lớn.", "What was sent is too large.";
    failed: "Chưa làm được; chi tiết nằm trong nhật ký của máy chủ. Thử lại sau, hoặc báo người quản trị.", "It could not be done; details are in the server's log. Try again later, or tell the administrator.";
    back: "Về trang đầu", "To the first page";
    deadline: "Hạn nộp", "Due";
    progress: "Tiến độ", "Progress";
    whole_report: "Báo cáo cả đợt (XLSX)", "Report of the round (XLSX)";
    unit_report: "Báo cáo của đơn vị (XLSX)", "Report of the unit (XLSX)";
    minutes: "Biên bản tiền kiểm (DOCX)", "Minutes (DOCX)";
    points_by_unit: "Điểm theo đơn vị", "Points by unit";
    points_by_area: "Điểm theo lĩnh vực", "Points by area";
    area: "Lĩnh vực", "Area";
    shares: "Tỷ lệ", "Shares";
    files_by_state: "Tệp theo tình trạng", "Files by state";
    standing_share: "Phần điểm đủ căn cứ theo đơn vị và lĩnh vực (%)", "Share of points that stand, by unit and area (%)";
    stale: "Tài liệu đã thay đổi sau lần kiểm tra này; chạy lại lệnh check để cập nhật.", "Documents changed after this check; run check again.";
    by_criterion: "Kết luận theo tiêu chí", "Verdicts by criterion";
    legend: "Chú giải", "Legend";
    documents: "Danh mục tài liệu", "Documents";
    claims: "Bảng tự chấm", "Claims";
    findings_of_sheet: "Phát hiện về cả bảng tự chấm", "Findings about the whole sheet";
    not_claimed: "không có trong bảng tự chấm", "not in the sheet";
    scored_by: "Đơn vị chấm", "Scored by";
    previous_claim: "Mục trước", "Previous claim";
    next_claim: "Mục sau", "Next claim";
    in_the_sheet: "Trong bảng tự chấm", "In the sheet";
    cited: "Văn bản đã nêu", "Cited documents";
    explanation: "Giải trình, căn cứ khác", "Explanation";
    recomputation: "Tính lại từng bước", "Recomputation step by step";
    not_recomputed: "Quy tắc của mục này không tính được từ số liệu đã tìm thấy.", "The rule could not be computed from the figures found.";
    quotes: "Trích dẫn", "Quotes";
    quote: "Trích dẫn", "Quote";
    of: "trên", "of";
    previous_quote: "Trích dẫn trước", "Previous quote";
    next_quote: "Trích dẫn sau", "Next quote";
    no_quotes: "Không có trích dẫn nào cho mục này.", "There is no quote for this claim.";
    for_verdict: "căn cứ của kết luận", "evidence of the verdict";
    for_claim: "bảng tự chấm", "the sheet";
    document_without_words: "Tài liệu này được tính theo chỗ nó nằm, không theo chữ trong đó.", "This document counts by where it lies, not by its words.";
    candidates: "Tài liệu khác có thể liên quan", "Other documents that may bear on it";
    queries: "Câu tìm kiếm mà việc đối chiếu đã dùng", "Queries that judging ran";
    blocking_files: "Tệp chưa đọc làm mục này chưa kết luận được", "Unread files that block this claim";
    open_document: "Mở tài liệu", "Open the document";
    download: "Tải bản gốc", "Download the original";
    download_container: "Tải tệp chứa nó", "Download the file that holds it";
    header_facts: "Thông tin của văn bản", "What the document states of itself";
    recipients: "Nơi nhận", "Recipients";
    signer: "Người ký", "Signer";
    citations_out: "Văn bản được viện dẫn", "Documents that it cites";
    citations_in: "Tài liệu viện dẫn văn bản này", "Documents that cite it";
    metrics: "Số liệu", "Figures";
    metric: "Chỉ tiêu", "Metric";
    value: "Giá trị", "Value";
    period: "Kỳ", "Period";
    target: "chỉ tiêu kế hoạch, không phải kết quả", "a target, not a result";
    signatures: "Chữ ký số", "Digital signatures";
    signed_at: "Thời điểm ký", "Signed at";
    time_proved: "có dấu thời gian", "timestamped";
    time_claimed: "theo máy người ký", "by the signer's clock";
    integrity: "Toàn vẹn", "Integrity";
    coverage: "Bao trùm cả tệp", "Coverage";
    chain: "Chứng thư", "Certificates";
    revocation: "Thu hồi", "Revocation";
    holds: "hợp lệ", "valid";
    does_not_hold: "không hợp lệ", "invalid";
    not_checkable: "chưa kiểm tra được", "not checkable";
    used_by: "Mục tự chấm dựa vào tài liệu này", "Claims that rest on it";
    same_bytes: "Cũng nằm ở", "Also lies at";
    same_text: "Cùng nội dung (bản đã ký số và bản chưa ký)", "The same text (signed and unsigned)";
    no_reading: "Chưa có bản đọc của tệp này theo phiên bản chương trình đang chạy; chạy lại lệnh check.", "There is no reading of this file by this version of the program; run check again.";
    unread_document: "Tài liệu này chưa được đọc đủ; điều không thấy trong đó chưa chắc là không có.", "This document was not read in full; what is not seen in it may still be there.";
    page: "Trang", "Page";
    page_image_of: "Ảnh trang", "Image of page";
    parts: "Các phần của tài liệu", "Parts of the document";
    recognised: "Chữ nhận dạng từ ảnh quét", "Text recognised in a scan";
    blank_part: "Không có chữ.", "No text.";
    above: "Phần trên", "What stands above";
    below: "Phần dưới", "What stands below";
    hidden_sheet: "trang tính ẩn", "hidden sheet";
    sheet_part: "Trang tính", "Sheet";
    search_for: "Câu tìm kiếm", "Query";
    search_help: "Gõ số văn bản, từ khóa, hoặc điều kiện như đơn_vị:… tc:1.1 loại:\"báo cáo\" ngày>=2025-01.", "A document number, words, or filters such as unit:… criterion:1.1.";
    search_do: "Tìm", "Search";
    results: "Kết quả", "Results";
    no_index: "Chưa có chỉ mục tìm kiếm; chạy lệnh check trước.", "There is no index yet; run check first.";
    why: "Vì sao hiện ra", "Why it is here";
    lookup_help: "Dán danh sách số, mỗi dòng một số, hoặc chọn tệp CSV, XLSX có cột số văn bản.", "Paste numbers, one a line, or choose a CSV or XLSX with a column of numbers.";
    lookup_text: "Danh sách số", "Numbers";
    lookup_file: "Tệp danh sách", "File of numbers";
    lookup_do: "Tra cứu", "Look up";
    lookup_download: "Tra cứu và tải XLSX", "Look up and download XLSX";
    lookup_bad: "Không đọc được danh sách: tệp CSV phải ở dạng UTF-8 và có ít nhất một dòng có số văn bản.", "The list could not be read: a CSV must be UTF-8 and have a row with a number.";
    lookup_counts: "Số dòng theo kết quả", "Rows by outcome";
    try_again: "Đọc lại", "Try again";
    try_again_what: "Đánh dấu tệp này để lần kiểm tra sau đọc lại", "Mark the file to be read again by the next check";
    marked_again: "Đã đánh dấu để đọc lại; lần chạy check sau sẽ đọc.", "Marked to be read again by the next check.";
    every_file_read: "Mọi tệp đã được đọc đủ.", "Every file was read in full.";
    problems_help: "Mỗi tệp chặn một số mục tự chấm; sửa hoặc nộp lại tệp chặn nhiều mục nhất trước.", "Each file blocks claims; mend or send again those that block most first.";
    compare_with: "So với bộ tiêu chí", "Compare with";
    compare_do: "So sánh", "Compare";
    changes: "Thay đổi so với", "Changes since";
    change: "Thay đổi", "Change";
    no_changes: "Hai bộ tiêu chí như nhau.", "The two sets are the same.";
    rule: "Cách chấm", "Rule";
    required: "Tài liệu kiểm chứng", "Evidence";
    decision: "Quyết định", "Decision";
    keys: "Phím: n, p – trích dẫn sau, trước; j, k – dòng sau, trước; Enter – mở dòng; / – ô tìm kiếm.", "Keys: n, p – next, previous quote; j, k – next, previous row; Enter – open the row; / – search.";
    signed_out: "Cần đăng nhập.", "Sign in first.";
    sign_in: "Đăng nhập", "Sign in";
    sign_out: "Đăng xuất", "Sign out";
    account_name: "Tên đăng nhập", "Account";
    password: "Mật khẩu", "Password";
    wrong_password: "Tên đăng nhập hoặc mật khẩu không đúng.", "The account or the password is wrong.";
    too_often: "Đã thử sai nhiều lần; chờ một lúc rồi thử lại.", "Too many wrong tries; wait, then try again.";
    password_change: "Đổi mật khẩu", "Change password";
    password_old: "Mật khẩu hiện tại", "Present password";
    password_new: "Mật khẩu mới", "New password";
    password_rule: "Ít nhất 12 ký tự. Sau khi đổi, đăng nhập lại ở mọi máy.", "At least 12 characters. All sessions end; sign in again.";
    password_short: "Mật khẩu mới phải có ít nhất 12 ký tự.", "The new password has at least 12 characters.";
    password_reset: "Cấp mật khẩu mới", "New first password";
    save: "Lưu", "Save";
    accounts: "Tài khoản", "Accounts";
    account_make: "Lập tài khoản", "Make an account";
    account_name_rule: "Tên đăng nhập gồm chữ thường không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới; ví dụ nguyen.van.a", "Lower-case letters a to z, digits, dots, hyphens and underscores, such as nguyen.van.a";
    account_exists: "Đã có tài khoản tên này.", "There is an account of this name.";
    account_open: "đang mở", "open";
    account_closed: "đã khóa", "closed";
    account_close: "Khóa", "Close";
    account_reopen: "Mở lại", "Open";
    last_administrator: "Không khóa được tài khoản quản trị cuối cùng.", "The last administrator cannot be closed.";
    first_password: "Mật khẩu ban đầu, chỉ hiện một lần này, giao tận tay rồi yêu cầu đổi", "First password, shown this once; hand it over and have it changed";
    shown_as: "Họ tên, đơn vị công tác", "Name shown to others";
    role: "Vai trò", "Role";
    role_of: "Đơn vị hoặc lĩnh vực", "Unit or areas";
    role_unit: "Đơn vị (khi vai trò là đơn vị)", "Unit (for the role of a unit)";
    role_areas: "Lĩnh vực được giao (khi vai trò là người thẩm định; không chọn là tất cả)", "Areas (for an appraiser; none means all)";
    role_appraiser: "Người thẩm định", "Appraiser";
    role_council: "Hội đồng thẩm định", "Council";
    role_administrator: "Quản trị", "Administrator";
    record: "Tải nhật ký (JSON từng dòng)", "Download the record (JSON lines)";
    appraisal: "Thẩm định", "Appraisal";
    appraisals: "Ý kiến thẩm định", "Appraisals";
    nothing_said: "Chưa có ý kiến thẩm định.", "Nothing was said yet.";
    conflict: "Những người thẩm định cùng vòng cho điểm khác nhau; các ý kiến được giữ nguyên cạnh nhau.", "Appraisers of the same round differ; what each said stands beside the other.";
    settled: "Điểm thẩm định", "Appraised";
    stage: "Vòng", "Stage";
    by: "Người thẩm định", "By";
    stance: "Ý kiến", "Opinion";
    points: "Điểm", "Points";
    note: "Ghi chú cho người đọc sau", "Note to the next reader";
    withdraw: "Rút ý kiến", "Take back";
    unit_answer: "Giải trình của đơn vị", "The unit's answer";
    answer_write: "Giải trình của đơn vị về mục này", "The unit's answer about this claim";
    answer_send: "Gửi giải trình", "Send the answer";
    recorded: "Đã ghi.", "Recorded.";
    ranking: "Kết quả và xếp hạng", "Results and ranking";
    checklist: "Danh mục tài liệu năm sau", "Next year's evidence";
    annex_docx: "Phụ lục công bố (DOCX)", "Annexes (DOCX)";
    results_xlsx: "Kết quả đầy đủ (XLSX)", "All results (XLSX)";
    standings_csv: "Bảng xếp hạng (CSV)", "Ranking (CSV)";
    items_csv: "Điểm từng tiêu chí (CSV)", "Points by item (CSV)";
    results_json: "Dữ liệu (JSON)", "Data (JSON)";
    analysis_docx: "Phân tích (DOCX)", "Analysis (DOCX)";
    plan_docx: "Kế hoạch (DOCX)", "Plan (DOCX)";
    analysis_xlsx: "Phân tích và kế hoạch (XLSX)", "Analysis and plan (XLSX)";
    analysis: "Phân tích", "Analysis";
    plan: "Kế hoạch cải thiện", "Plan";
    points_by_item: "Điểm theo lĩnh vực và tiêu chí", "Points by area and criterion";
    published_by: "Đã công bố theo", "Published by";
    not_published: "Chưa công bố: kết quả có thể thay đổi.", "Not published: results can change.";
    unusable_table: "Chưa tính được kết quả vì bảng sau không dùng được; lệnh kiemchung results nói rõ cách sửa:", "There are no results, because this table cannot be used; the command kiemchung results says how to mend it:";
    decide_title: "Hội đồng quyết định theo kết quả thẩm định", "The council decides as the appraisers settled";
    decide_about: "Các mục người thẩm định đã thống nhất, căn cứ không đổi từ đó. Bỏ chọn mục nào thì mục đó chưa quyết định; muốn cho điểm khác thì mở mục đó.", "Items on which the appraisers agree and of which the evidence has not changed since. What is not ticked stays undecided; open an item to give other points.";
    decide_do: "Ghi quyết định", "Record the decision";
    decided_now: "Số mục vừa ghi quyết định:", "Decisions recorded:";
    sign_in_elsewhere: "Đăng nhập một lần (SSO)", "Single sign-on";
    not_known: "Nơi đăng nhập một lần chưa xác nhận được bạn, hoặc bạn chưa có tài khoản mở ở đây; liên hệ quản trị.", "Single sign-on did not confirm who you are, or you have no open account here; ask the administrator.";
    provider_away: "Nơi đăng nhập một lần không trả lời; thử lại sau, hoặc dùng mật khẩu.", "Single sign-on does not answer; try later, or use a password.";
    judged_meanwhile: "Kết quả kiểm chứng của mục này đã đổi sau khi bạn mở trang; xem lại phần bên trên rồi gửi lại.", "What was found of this claim has changed since you opened the page; look at it again, then send it again.";
    appraisal_stale: "Tài liệu hoặc kết luận của mục này đã đổi sau khi thẩm định. Điểm đã cho không được tính cho đến khi xem lại và gửi lại.", "Evidence or verdict of this claim changed after it was appraised. The points do not count until somebody looks again and sends them again.";
    said_before: "trước khi căn cứ đổi", "before the evidence changed";
    provisional: "tạm tính", "provisional";
    council_undecided: "Hội đồng chưa quyết định", "the council has not decided";
    cause: "Nguyên nhân mất điểm", "Cause of lost points";
    no_cause: "(chưa nêu)", "(not told)";
    changed_meanwhile: "Ý kiến này đã được sửa ở một trang khác; tải lại trang để xem bản mới rồi sửa tiếp.", "It was changed on another page; load the page again and go on from there.";
    points_not_understood: "Điểm phải là một số, ví dụ 1,25.", "Points are a number, such as 1.25.";
    unit_documents: "Tài liệu của đơn vị", "Documents of the unit";
    all_areas: "Các lĩnh vực", "Areas";
}

impl Words {
    pub(crate) fn of(language: Language) -> &'static Self {
        match language {
            Language::Vietnamese => &VIETNAMESE,
            Language::English => &ENGLISH,
        }
    }
}
